import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { loadConfiguration } from '../../config/index.ts';
import { portraitYaml } from '../../demo/index.ts';
import { parseRule } from '../../segments/index.ts';

test("the demo's configuration is valid, and so are its rules", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'portrait-yaml-'));
  try {
    const file = path.join(folder, 'portrait.yaml');
    writeFileSync(file, portraitYaml());
    const configuration = await loadConfiguration(file);
    assert.equal(configuration.sources.length, 6);
    assert.ok(configuration.segments.length >= 5);
    for (const { rule } of configuration.segments) parseRule(rule);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
