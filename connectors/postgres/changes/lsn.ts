/** A place in the write-ahead log, in bytes; as the server writes it: two hexadecimal halves, `16/B374D848`. */
export type Lsn = bigint;

export function lsnOf(text: string): Lsn {
  const [high, low] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

export function lsnText(lsn: Lsn): string {
  return `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffffffffn).toString(16).toUpperCase()}`;
}

const padded = (lsn: Lsn) => lsn.toString(16).padStart(16, '0');

/**
 * The version of a row as of a change. Rows are locked until their transaction ends, so that the order
 * of commits is the order of a row's versions, and within one transaction the order of the changes is.
 * The prefix sorts after the versions of the cursor mode, which are digits: who changes from that mode
 * to this one gets newer versions, whatever the log's places.
 */
export function versionAt(commit: Lsn, change: Lsn): string {
  return `lsn-${padded(commit)}-${padded(change)}`;
}
