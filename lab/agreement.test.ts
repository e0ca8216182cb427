import { describe, expect, test } from 'vitest';
import { agree } from './agreement/agree.ts';
import { productsHere } from './agreement/products.ts';

describe('negotiate says what real servers do', async () => {
  const products = await productsHere();

  // Together 384 pairs; `npm run agreement` runs as many as one likes.
  test.each(products)('$title', { timeout: 60_000 }, async ({ product }) => {
    const agreed = await agree(product, { pairs: 32, perServer: 8, seed: 20_260_101 });
    expect(agreed.disagreements).toEqual([]);
    expect(agreed.completed).toBeGreaterThan(0);
    expect(agreed.refused).toBeGreaterThan(0);
  });
});
