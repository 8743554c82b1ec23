import { readFile } from 'node:fs/promises';

/**
 * When a process began, in a form that no other process of the same number shares: the machine's boot
 * and the ticks since; `ended` for one that has ended. Null where the operating system does not tell (anything but Linux).
 */
export async function processStart(pid: number): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold spaces; the 22nd is the start time.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not looked yet.
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    return `${boot.trim()}:${fields[19]}`;
  } catch {
    return null;
  }
}
