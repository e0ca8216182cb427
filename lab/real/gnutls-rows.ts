/**
 * Cells of services that Debian builds on GnuTLS.
 *
 * @module
 */
import type { SchemeName } from '../../src/scan/dialects.ts';
import type { RealRow } from './group.ts';
import { truthOf, versionRange } from './truth.ts';

export type GnutlsServiceRow = RealRow & { readonly priority: string };

/** Today's floor, then everything. GnuTLS has no latent cell: what a priority string leaves out is off. */
export function gnutlsServiceRows(product: string, scheme: SchemeName): readonly GnutlsServiceRow[] {
  return [
    {
      name: `${product}-${scheme}-1.2-1.3`,
      scheme,
      priority: 'NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3',
      truth: truthOf(['TLSv1.2', 'TLSv1.3']),
    },
    {
      name: `${product}-${scheme}-1.0-1.3`,
      scheme,
      priority: 'NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2:+VERS-TLS1.3',
      truth: truthOf(versionRange('TLSv1.0', 'TLSv1.3')),
    },
  ];
}
