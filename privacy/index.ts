export { ErasureService, type ErasureServiceOptions, type Whom } from './erasure-service.ts';
export type { ErasureReceipt, Remains } from './receipt.ts';
