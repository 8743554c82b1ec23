import type { Suite } from '../../suite.ts';
import { evaluateTraits } from './evaluate.ts';

/** Who people are by what they watch and buy: gender, age, income, size of the household. */
export const traitsSuite: Suite = {
  name: 'traits',
  description: 'Gender and age by film ratings; income, age and size of households by baskets.',
  run: evaluateTraits,
};
