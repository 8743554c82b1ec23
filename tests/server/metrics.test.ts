import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Guardrail } from '../../fusion/index.ts';
import { adaptationGauges, Metrics } from '../../server/metrics.ts';

test('a policy that gave way shows in the metrics, and before one was watched there is nothing', () => {
  assert.deepEqual(adaptationGauges(null), {});
  const guardrail = Guardrail.start();
  for (let user = 0; user < 2000; user += 1) guardrail.observe(0.1);
  assert.equal(adaptationGauges(guardrail.store()).portrait_adaptation_policy_decides, 1);
  for (let user = 0; user < 2000; user += 1) guardrail.observe(-0.3);
  const printed = new Metrics().print(adaptationGauges(guardrail.store()));
  assert.match(printed, /^portrait_adaptation_policy_decides 0$/m);
  assert.match(printed, /^portrait_adaptation_gave_way 1$/m);
  assert.match(printed, /^portrait_adaptation_lower_bound -/m);
});
