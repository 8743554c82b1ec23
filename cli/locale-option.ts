import { Option } from 'commander';
import type { Locale } from '../fusion/index.ts';

const LOCALES: readonly Locale[] = ['en', 'zh-CN'];

/** `--locale`, in which language sentences are. */
export function localeOption(): Option {
  return new Option('--locale <language>', 'in which language').choices(LOCALES).default('en');
}
