/** Nothing is said of fewer people than this: it could be told who they are. */
export const FEWEST = 5;
/** The share of false ones that is accepted among differences, and how often an interval may miss. */
export const LEVEL = 0.05;
