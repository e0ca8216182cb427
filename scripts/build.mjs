/**
 * `npm run build`: the command and the demo as bundles; with `--lib` also the library with its types.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { binOf, ensureInstalled, ROOT, sourceStamp } from './setup.mjs';

ensureInstalled();
const { build } = await import('esbuild');

const DIST = join(ROOT, 'dist');
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
  metafile: true,
};

// Taken first: what changes while we build makes the next start build again.
const stamp = sourceStamp();
try {
  await Promise.all([buildCommand(), buildDemo()]);
  if (process.argv.includes('--lib')) buildLibrary();
  writeFileSync(join(DIST, '.stamp'), stamp);
} catch (error) {
  // esbuild has printed what is wrong with the sources; anything else is ours to print.
  if (!error.errors) console.error(error);
  process.exitCode = 1;
}

/** Split at each `import()`, so that `--version` loads one small file. */
async function buildCommand() {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: { tlsfloor: 'src/cli/main.ts' },
    outdir: DIST,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  });
  const command = join(DIST, 'tlsfloor.js');
  writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, 'utf8')}`);
  chmodSync(command, 0o755);

  const chunks = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
  mkdirSync(join(DIST, 'chunks'), { recursive: true });
  for (const old of readdirSync(join(DIST, 'chunks'))) {
    if (!chunks.has(old)) rmSync(join(DIST, 'chunks', old));
  }
}

async function buildDemo() {
  await build({
    ...COMMON,
    entryPoints: ['lab/demo.ts'],
    outfile: join(DIST, 'demo.js'),
    plugins: [keepPlaces()],
  });
}

/** The lab finds its fixtures and helper programs by `import.meta.url`: each file keeps its own, as seen from dist. */
function keepPlaces() {
  return {
    name: 'keep-places',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]lab[\\/].*\.ts$/ }, ({ path }) => {
        const place = relative(DIST, path).replaceAll('\\', '/');
        const contents = readFileSync(path, 'utf8').replaceAll(
          'import.meta.url',
          `new URL(${JSON.stringify(place)}, import.meta.url).href`,
        );
        return { contents, loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
}

function buildLibrary() {
  rmSync(join(DIST, 'lib'), { recursive: true, force: true });
  const { status } = spawnSync(binOf('tsc'), ['-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    shell: process.platform === 'win32',
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('tsc could not emit the library');
}
