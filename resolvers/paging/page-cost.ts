import { DEFAULT_PAGE, LARGEST_PAGE } from './check-page.ts';

/** What a field's cost is worked out from. */
export interface CostFacts {
  readonly args: Readonly<Record<string, unknown>>;
  readonly childComplexity: number;
}

/** A list costs as much as its largest possible answer. @param own what fetching it costs by itself */
export const pageCost =
  (own = 1) =>
  ({ args, childComplexity }: CostFacts): number => {
    const wanted = args.first ?? args.last ?? DEFAULT_PAGE;
    const rows =
      typeof wanted === 'number' ? Math.min(Math.max(wanted, 0), LARGEST_PAGE) : DEFAULT_PAGE;
    return own + rows * childComplexity;
  };
