import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Guardrail } from '../../fusion/index.ts';
import { adaptationGauges, Metrics } from '../../server/metrics.ts';

test('a policy that gave way shows in the metrics, and before one was watched there is nothing', () => {
  const watched = { users: 300, share: 0.25 };
  assert.deepEqual(adaptationGauges(null, watched), {});
  const guardrail = Guardrail.start();
  for (let user = 0; user < 2000; user += 1) guardrail.observe(0.1);
  const before = adaptationGauges(guardrail.store(), watched);
  assert.equal(before.portrait_adaptation_policy_decides, 1);
  for (let user = 0; user < 2000; user += 1) guardrail.observe(-0.3);
  const printed = new Metrics().print(adaptationGauges(guardrail.store(), watched));
  assert.match(printed, /^portrait_adaptation_policy_decides 0$/m);
  assert.match(printed, /^portrait_adaptation_gave_way 1$/m);
  assert.match(printed, /^portrait_adaptation_lower_bound -/m);
  assert.match(printed, /^portrait_adaptation_watched_users 300$/m);
  assert.match(printed, /^portrait_adaptation_watched_share 0.25$/m);
});
