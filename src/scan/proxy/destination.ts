/**
 * What a dialogue with a proxy is about.
 *
 * @module
 */

/** Where the proxy shall connect to. */
export type Destination = { readonly host: string; readonly port: number };

export type Credentials = { readonly user: string; readonly password: string };

/** `auth`: wants other credentials. `denied`: will not. `unreachable`: could not reach the destination. */
export type ProxyRefusal = 'auth' | 'denied' | 'unreachable';
