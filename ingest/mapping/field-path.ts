/** What a mapping reads: the record's data and, within `each`, the element at hand. */
export interface Scope {
  readonly data: unknown;
  readonly each?: unknown;
}

function member(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  // Only the record's own keys: a field called `constructor` must not reach into JavaScript.
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/**
 * The value at a path such as `user.id` or `products.0.price`; undefined where there is none. A key
 * that itself holds dots wins over the path. Within `each`, `each` is the element.
 */
export function valueAt(scope: Scope, path: string): unknown {
  if ('each' in scope) {
    if (path === 'each') return scope.each;
    if (path.startsWith('each.')) return valueAt({ data: scope.each }, path.slice(5));
  }
  const whole = member(scope.data, path);
  if (whole !== undefined || !path.includes('.')) return whole;
  let value: unknown = scope.data;
  for (const key of path.split('.')) value = member(value, key);
  return value;
}
