/**
 * Real TLS servers in known configurations: what a scanner says of them can be checked against the truth.
 *
 * @module
 */
import type { LabRecipe } from '../server.ts';
import { APACHE_RECIPES } from './apache.ts';
import { BUN_RECIPES } from './bun.ts';
import { DOVECOT_RECIPES } from './dovecot.ts';
import { FORGE_RECIPES } from './forge.ts';
import { GNUTLS_RECIPES } from './gnutls.ts';
import { HAPROXY_RECIPES } from './haproxy.ts';
import { INSPIRCD_RECIPES } from './inspircd.ts';
import { JAVA_RECIPES } from './java.ts';
import { MARIADB_RECIPES } from './mariadb.ts';
import { MOSQUITTO_RECIPES } from './mosquitto.ts';
import { NEW_NODE_RECIPES } from './new-node.ts';
import { NGINX_RECIPES } from './nginx.ts';
import { NODE_RECIPES } from './node.ts';
import { NSS_RECIPES } from './nss.ts';
import { OLD_NODE_RECIPES } from './old-node.ts';
import { OPENSSL_RECIPES } from './openssl.ts';
import { POSTFIX_RECIPES } from './postfix.ts';
import { POSTGRES_RECIPES } from './postgres.ts';
import { PROSODY_RECIPES } from './prosody.ts';
import { REDIS_RECIPES } from './redis.ts';
import { SLAPD_RECIPES } from './slapd.ts';
import { STUNNEL_RECIPES } from './stunnel.ts';
import { TIGERVNC_RECIPES } from './tigervnc.ts';
import { VSFTPD_RECIPES } from './vsftpd.ts';
import { XRDP_RECIPES } from './xrdp.ts';

/** The services that are no web servers; most start in the clear. */
const SERVICE_RECIPES: readonly LabRecipe[] = [
  ...POSTFIX_RECIPES,
  ...DOVECOT_RECIPES,
  ...POSTGRES_RECIPES,
  ...MARIADB_RECIPES,
  ...SLAPD_RECIPES,
  ...VSFTPD_RECIPES,
  ...PROSODY_RECIPES,
  ...REDIS_RECIPES,
  ...MOSQUITTO_RECIPES,
  ...XRDP_RECIPES,
  ...TIGERVNC_RECIPES,
  ...INSPIRCD_RECIPES,
];

/** Every real server the lab knows, those that need nothing but Node first. */
export const REAL_RECIPES: readonly LabRecipe[] = [
  ...NODE_RECIPES,
  ...FORGE_RECIPES,
  ...OLD_NODE_RECIPES,
  ...BUN_RECIPES,
  ...NEW_NODE_RECIPES,
  ...OPENSSL_RECIPES,
  ...NGINX_RECIPES,
  ...APACHE_RECIPES,
  ...HAPROXY_RECIPES,
  ...STUNNEL_RECIPES,
  ...GNUTLS_RECIPES,
  ...NSS_RECIPES,
  ...JAVA_RECIPES,
  ...SERVICE_RECIPES,
];
