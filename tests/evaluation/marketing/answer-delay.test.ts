import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  fitAnswerDelay,
  shareAnswered,
} from '../../../evaluation/suites/marketing/answer-delay.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';

it('finds how late answers come, in campaigns of different lengths', () => {
  const random = RandomSource.fromSeed(3);
  const [truth, answers] = [12, []] as [number, { day: number; days: number }[]];
  while (answers.length < 3000) {
    const days = answers.length % 2 === 0 ? 20 : 60;
    const day = Math.ceil(-truth * Math.log(1 - random.uniform()));
    // Nobody answers after the end, so the short campaigns' mean alone would say some 7 days.
    if (day >= 1 && day <= days) answers.push({ day, days });
  }
  assert.ok(Math.abs(fitAnswerDelay(answers) / truth - 1) < 0.1);
});

it('knows all answers when a campaign has ended, none before it begins, and few on its first days', () => {
  assert.equal(shareAnswered(20, 30, 30), 1);
  assert.equal(shareAnswered(20, 45, 30), 1);
  assert.equal(shareAnswered(20, 0, 30), 0);
  const day = (1 - Math.exp(-4 / 20)) / (1 - Math.exp(-39 / 20));
  assert.ok(Math.abs(shareAnswered(20, 4, 39) - day) < 1e-12);
});

it('takes answers to come evenly where it has seen none', () => {
  assert.ok(Math.abs(shareAnswered(fitAnswerDelay([]), 10, 40) - 0.25) < 0.02);
});
