import type { ClientFacts } from '../../facts/client-facts.ts';
import { TLS_FINGERPRINTS } from '../sources.ts';

type Seen = Pick<ClientFacts, 'id' | 'name' | 'family' | 'shareClass' | 'product'> & {
  readonly stack?: ClientFacts['stack'];
};

const SEEN: readonly Seen[] = [
  {
    id: 'cisco-anyconnect-3.1',
    name: 'Cisco AnyConnect Secure Mobility Client 3.1.09013',
    family: 'device',
    shareClass: 'tool',
    product: { name: 'Cisco AnyConnect', vendor: 'Cisco', from: '3.1.09013', to: '3.1.09013' },
  },
  {
    id: 'vsphere-client-4.1',
    name: 'VMware vSphere Client 4.1',
    family: 'tool',
    shareClass: 'tool',
    product: { name: 'vSphere Client', vendor: 'VMware', from: '4.1', to: '4.1' },
  },
  {
    id: 'polycom-directory',
    name: 'Polycom IP phone, directory lookup',
    family: 'device',
    shareClass: 'device',
    product: { name: 'Polycom IP phone', vendor: 'Polycom', from: null, to: null },
  },
  {
    id: 'wii-u',
    name: 'Wii U',
    family: 'device',
    shareClass: 'device',
    product: { name: 'Wii U', vendor: 'Nintendo', from: null, to: null },
  },
  {
    id: 'curl-7.19.7-red-hat-6',
    name: 'curl 7.19.7 with NSS 3.16 (Red Hat)',
    family: 'curl',
    shareClass: 'tool',
    product: { name: 'curl', vendor: 'curl project', from: '7.19.7', to: '7.19.7' },
    stack: { name: 'NSS', version: '3.16.2.3' },
  },
];

/** Seen to offer TLS 1.0 at most; whether a setting would change that is not known. */
export const SEEN_BY_VERSION: readonly ClientFacts[] = SEEN.map((row) => ({
  stack: { name: 'unknown', version: null },
  ...row,
  platforms: [],
  protocols: {
    states: { 'TLSv1.0': 'on' },
    confidence: 'observed',
    sources: [TLS_FINGERPRINTS],
  },
  upgrade: { to: 'an update by the vendor: ask for one that offers TLS 1.2', sources: [TLS_FINGERPRINTS] },
  offers: [],
}));
