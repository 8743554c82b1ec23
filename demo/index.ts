export { portraitYaml } from './configuration/portrait-yaml.ts';
export { generateShop, MOST_USERS, type ShopOptions } from './generate-shop.ts';
export { readSummary, type ShopSummary } from './shop-summary.ts';
export { SHOP_END, SHOP_START } from './time.ts';
export { FLAWS } from './write/flaws.ts';
export type { PersonTruth, Truth } from './write/truth-file.ts';
