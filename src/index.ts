/**
 * The library: what the command is made of, for programs of your own.
 *
 * @module
 */
export { CATALOGUE } from './clients/catalogue/index.ts';
export { firstHello } from './clients/hello.ts';
export { type Identification, identify } from './clients/identify.ts';
export { reachOf } from './clients/reach.ts';
export { type WhatIf, whatIf } from './clients/what-if.ts';
export { ERRORS, type ErrorCode, type Failure } from './core/errors.ts';
export { Pacer } from './core/pause.ts';
export type { Result } from './core/result.ts';
export type * from './facts/client-facts.ts';
export type * from './facts/server-facts.ts';
export { type AskClientsOptions, askClients } from './scan/clients/ask-clients.ts';
export { type AddressScan, type ScanOptions, scanAddress } from './scan/scan-address.ts';
export { scanTargets, type TargetScanOptions } from './scan/scan-targets.ts';
export { parseTarget, type Target } from './scan/target.ts';
export { type ClientHello, decodeClientHello, encodeClientHello } from './tls/client-hello.ts';
export { ja3, ja3Text } from './tls/fingerprint/ja3.ts';
export { type Ja4, ja4 } from './tls/fingerprint/ja4.ts';
export { decodeServerHello, encodeServerHello, type ServerHello } from './tls/server-hello.ts';
export { decodeSsl2ClientHello, encodeSsl2ClientHello, type Ssl2ClientHello } from './tls/ssl2.ts';
export { TLS_VERSIONS, type TlsVersion } from './tls/version.ts';
