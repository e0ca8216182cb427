/**
 * `npm run agreement -- --pairs N --seed S`: real servers against `negotiate`, product by product.
 *
 * The same pairs and seed give the same configurations and hellos. Exit code 1 on a disagreement.
 *
 * @module
 */
import { parseArgs } from 'node:util';
import { type Agreed, agree, type Disagreement } from './agreement/agree.ts';
import { productsHere } from './agreement/products.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    product: { type: 'string' },
  },
});
const products = await productsHere(values.product);
const each = Math.ceil(Number(values.pairs) / products.length);
const lines: string[] = [];
let [pairs, wrong] = [0, 0];
for (const { product, title } of products) {
  const agreed = await agree(product, { pairs: each, perServer: 40, seed: Number(values.seed) });
  pairs += agreed.pairs;
  wrong += agreed.disagreements.length;
  lines.push(row(title, agreed));
  for (const disagreement of agreed.disagreements) process.stderr.write(describe(disagreement));
}
const head = `Seed ${values.seed}, ${pairs} pairs, ${wrong} disagreements.\n\n`;
const table = '| server | pairs | completed | refused | agree |\n| --- | --- | --- | --- | --- |\n';
process.stdout.write(`${head}${table}${lines.join('\n')}\n`);
process.exit(wrong === 0 ? 0 : 1);

function row(title: string, { pairs: count, completed, refused, disagreements }: Agreed): string {
  const share = ((100 * (count - disagreements.length)) / count).toFixed(2);
  return `| ${title} | ${count} | ${completed} | ${refused} | ${share} % |`;
}

function describe({ product, configuration, hello, bytes, said, seen }: Disagreement): string {
  const parts = [`${product}: ${configuration}`, `hello ${hello}`, bytes, JSON.stringify(said), JSON.stringify(seen)];
  return `${parts.join('\n  ')}\n`;
}
