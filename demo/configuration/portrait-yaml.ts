import { DEMO_SEGMENTS } from './demo-segments.ts';
import { DEMO_SOURCES } from './demo-sources.ts';

const HEAD = `# The demo shop: generated, invented, and taken in through the same path as any other shop.
# Made by \`portrait demo\`; a shop of your own starts with \`portrait init\`.
store:
  folder: store
`;

/** The `portrait.yaml` that stands beside the demo's files and takes them in. */
export function portraitYaml(): string {
  return [HEAD, DEMO_SOURCES, DEMO_SEGMENTS].join('\n');
}
