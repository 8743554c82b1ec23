import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { filesConfig } from '../../connectors/files/config.ts';
import { portraitYaml } from '../../demo/index.ts';
import { defaultModalities } from '../../fusion/index.ts';
import { mappingProblems, sourceDeclaration } from '../../ingest/index.ts';
import { parseRule } from '../../segments/index.ts';

const declared = parse(portraitYaml());

test("the demo's sources are declared as the connector and ingest want them", () => {
  const modalities = defaultModalities();
  assert.equal(declared.sources.length, 6);
  for (const entry of declared.sources) {
    const source = sourceDeclaration.parse(entry);
    const config = filesConfig.parse(source.config);
    assert.deepEqual(
      source.streams.map(({ name }) => name),
      config.streams.map(({ name }) => name),
    );
    assert.deepEqual(mappingProblems(source, modalities), []);
  }
});

test("the demo's segments are valid rules of their own ids", () => {
  const ids = declared.segments.map(({ id }: { id: string }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.length >= 5);
  for (const { rule } of declared.segments) parseRule(rule);
});
