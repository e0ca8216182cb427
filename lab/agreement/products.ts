/**
 * The products that this machine has for the agreement.
 *
 * @module
 */
import { APACHE } from './apache-product.ts';
import { GNUTLS } from './gnutls-product.ts';
import { JAVA_PRODUCT } from './java-product.ts';
import { HAPROXY, NODE } from './more-openssl-products.ts';
import { NSS_PRODUCT } from './nss-product.ts';
import { NGINX, S_SERVER } from './openssl-products.ts';
import type { Configured, Product } from './product.ts';
import { BUN_PRODUCT, NODE_0_8, NODE_0_10, NODE_0_12 } from './script-products.ts';

/** A product, and what it calls itself. What it is configured by is its own business. */
export type ProductHere = { readonly product: Product<Configured>; readonly title: string };

/** All of them, or the one of that name. */
export async function productsHere(name?: string): Promise<readonly ProductHere[]> {
  const wanted = ALL.filter((product) => name === undefined || product.name === name);
  const found = await Promise.all(
    wanted.map(async (product) => {
      const inspected = await product.inspect();
      if (!inspected.ok) process.stderr.write(`left out: ${inspected.error}\n`);
      return inspected.ok ? [{ product, title: inspected.value }] : [];
    }),
  );
  return found.flat();
}

/** Hides what a product's configurations are made of: each is handed back only to the product that drew it. */
function hide<C extends Configured>(product: Product<C>): Product<Configured> {
  const mine = new WeakMap<Configured, C>();
  return {
    name: product.name,
    inspect: () => product.inspect(),
    async configure(random) {
      const configured = await product.configure(random);
      mine.set(configured, configured);
      return configured;
    },
    serve: (placed, folder) =>
      product.serve(
        placed.flatMap(({ configured, port }) => {
          const own = mine.get(configured);
          return own === undefined ? [] : [{ configured: own, port }];
        }),
        folder,
      ),
  };
}

const ALL: readonly Product<Configured>[] = [
  ...[
    hide(S_SERVER),
    hide(NGINX),
    hide(APACHE),
    hide(HAPROXY),
    hide(NODE),
    hide(GNUTLS),
    hide(JAVA_PRODUCT),
    hide(NSS_PRODUCT),
  ],
  ...[hide(NODE_0_8), hide(NODE_0_10), hide(NODE_0_12), hide(BUN_PRODUCT)],
];
