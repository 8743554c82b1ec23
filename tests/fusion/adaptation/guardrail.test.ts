import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Guardrail, GuardrailTest } from '../../../fusion/adaptation/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

const drawer = (seed: number) => {
  const random = RandomSource.fromSeed(seed);
  return (mean: number) => mean + 0.2 * random.normal();
};

function evidenceOf(users: number, gainOf: () => number) {
  const evidence = new GuardrailTest();
  for (let user = 0; user < users; user += 1) evidence.observe(gainOf());
  return evidence.evidence;
}

test('of many streams without a gain, looked at after every user, hardly any bound is above zero', () => {
  let wrong = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const draw = drawer(seed);
    const evidence = new GuardrailTest();
    for (let user = 0; user < 400; user += 1) {
      evidence.observe(draw(0));
      if (evidence.lowerBound > 0) {
        wrong += 1;
        break;
      }
    }
  }
  assert.ok(wrong <= 10, `${wrong} of 200`);
});

test('the bound comes near the mean, and never past it by more than chance', () => {
  const draw = drawer(3);
  const evidence = new GuardrailTest();
  for (let user = 0; user < 20_000; user += 1) evidence.observe(draw(0.05));
  assert.ok(evidence.lowerBound > 0.03 && evidence.lowerBound < 0.052, `${evidence.lowerBound}`);
});

test('on a good stream the policy decides and never gives way', () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const draw = drawer(seed);
    const guardrail = Guardrail.start(evidenceOf(1500, () => draw(0.06)));
    assert.equal(guardrail.state, 'POLICY');
    for (let user = 0; user < 6000; user += 1) guardrail.observe(draw(0.06));
    assert.equal(guardrail.gaveWay, 0);
  }
});

test('on an adversarial stream it gives way soon, and comes back only when it is good again', () => {
  const draw = drawer(4);
  let guardrail = Guardrail.start(evidenceOf(1500, () => draw(0.06)));
  let bad = 0;
  while (guardrail.state === 'POLICY' && bad < 5000) {
    guardrail.observe(draw(-0.1));
    bad += 1;
  }
  assert.ok(bad < 1500, `${bad} users`);
  assert.equal(guardrail.gaveWay, 1);
  for (let user = 0; user < 3000; user += 1) guardrail.observe(draw(-0.1));
  assert.equal(guardrail.state, 'EQUAL_MIXTURE');
  guardrail = Guardrail.restore(guardrail.store());
  let good = 0;
  while (guardrail.state !== 'POLICY' && good < 10_000) {
    guardrail.observe(draw(0.06));
    good += 1;
  }
  assert.ok(good > 100 && good < 10_000, `${good} users`);
  assert.equal(guardrail.gaveWay, 1);
});

test('a later policy goes on deciding on the evidence so far, and one that gave way is tried again at once', () => {
  const draw = drawer(9);
  const guardrail = Guardrail.start(evidenceOf(1500, () => draw(0.06)));
  const { lowerBound } = guardrail;
  guardrail.renew();
  assert.deepEqual([guardrail.state, guardrail.lowerBound], ['POLICY', lowerBound]);
  while (guardrail.state === 'POLICY') guardrail.observe(draw(-0.1));
  assert.ok(guardrail.store().waiting > 0);
  guardrail.renew();
  const { waiting, current, state } = guardrail.store();
  assert.deepEqual([waiting, current.users, state], [0, 0, 'EQUAL_MIXTURE'], 'in the shadow');
});

test('a policy without proof begins in the shadow', () => {
  assert.equal(Guardrail.start().state, 'EQUAL_MIXTURE');
  assert.equal(Guardrail.start(evidenceOf(500, () => -0.1)).state, 'EQUAL_MIXTURE');
});

test('a guardrail that is stored and read back goes on the same', () => {
  const draw = drawer(7);
  const values = Array.from({ length: 500 }, () => draw(0.02));
  const straight = Guardrail.start();
  let broken = Guardrail.start();
  for (const value of values) {
    straight.observe(value);
    broken.observe(value);
    broken = Guardrail.restore(JSON.parse(JSON.stringify(broken.store())));
  }
  assert.deepEqual(broken.store(), straight.store());
});
