/**
 * Real TLS servers in known configurations: what a scanner says of them can be checked against the truth.
 *
 * @module
 */
import type { LabRecipe } from '../server.ts';
import { APACHE_RECIPES } from './apache.ts';
import { BUN_RECIPES } from './bun.ts';
import { FORGE_RECIPES } from './forge.ts';
import { GNUTLS_RECIPES } from './gnutls.ts';
import { HAPROXY_RECIPES } from './haproxy.ts';
import { JAVA_RECIPES } from './java.ts';
import { NGINX_RECIPES } from './nginx.ts';
import { NODE_RECIPES } from './node.ts';
import { NSS_RECIPES } from './nss.ts';
import { OLD_NODE_RECIPES } from './old-node.ts';
import { OPENSSL_RECIPES } from './openssl.ts';
import { STUNNEL_RECIPES } from './stunnel.ts';

/** Every real server the lab knows, those that need nothing but Node first. */
export const REAL_RECIPES: readonly LabRecipe[] = [
  ...NODE_RECIPES,
  ...FORGE_RECIPES,
  ...OLD_NODE_RECIPES,
  ...BUN_RECIPES,
  ...OPENSSL_RECIPES,
  ...NGINX_RECIPES,
  ...APACHE_RECIPES,
  ...HAPROXY_RECIPES,
  ...STUNNEL_RECIPES,
  ...GNUTLS_RECIPES,
  ...NSS_RECIPES,
  ...JAVA_RECIPES,
];
