/** What the first content may cost: the entry of `/` and everything it imports before it can be shown. */

import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

interface Budget {
  readonly firstContentKb: number;
}

/** Fail a build whose first content takes more than `firstContentKb` kB (1000 bytes) of gzipped JavaScript. */
export function budget({ firstContentKb }: Budget): Plugin {
  return {
    name: 'budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const kb = firstContent(bundle) / 1000;
      this.info(`first content: ${kb.toFixed(1)} kB of ${firstContentKb} kB JavaScript, gzipped`);
      if (kb > firstContentKb) this.error(`the first content takes ${kb.toFixed(1)} kB of JavaScript`);
    },
  };
}

function firstContent(bundle: Rollup.OutputBundle): number {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const seen = new Set<string>();
  const waiting = chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(chunks.find((chunk) => chunk.fileName === name)?.imports ?? []));
  }
  return chunks
    .filter((chunk) => seen.has(chunk.fileName))
    .reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0);
}
