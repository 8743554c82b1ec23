/** How the pinned Node is run for a command. */
export interface Runtime {
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function runtimeOf(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  processors?: number,
): Runtime;
