/** The ledger in words, and as a table for other programs. Pure. */

import type { components } from '../api/schema';
import { figure, typeWords } from './creation';

export type Entry = components['schemas']['EntryView'];
export type Kind = Entry['kind'];

const KINDS: Readonly<Record<Kind, string>> = {
  grant: 'Added',
  hold: 'Held',
  capture: 'Spent',
  release: 'Returned',
};

export const KIND_CHOICES = (Object.keys(KINDS) as Kind[]).map((kind) => ({ kind, words: KINDS[kind] }));

export function isKind(value: string | null): value is Kind {
  return value !== null && value in KINDS;
}

export function kindWords(kind: Kind): string {
  return KINDS[kind] ?? kind;
}

/** Why a job's credits came back, where its code alone would tell a person nothing. */
const RETURNS: Readonly<Record<string, string>> = {
  canceled: 'canceled',
  policy: 'refused by the rules of the provider',
  filtered: 'filtered by the provider',
  deadline_passed: 'not ready in time',
  model_unavailable: 'the model was not available',
};

/** Say why credits moved. */
export function reasonWords({ kind, reason }: Pick<Entry, 'kind' | 'reason'>): string {
  if (kind === 'hold') return `${typeWords(reason)} begun`;
  if (kind === 'capture') return `${typeWords(reason.replace(/ finished$/, ''))} finished`;
  if (kind === 'release') return `Not made: ${RETURNS[reason] ?? reason.replaceAll('_', ' ')}`;
  if (reason === 'welcome') return 'Welcome to Dailies';
  return reason.replace(/ \([^()]*\)$/, ''); // who granted it is the operators' matter
}

/** Write a change as people do in books: a plus, a minus sign, or nothing moved. */
export function signed(amount: number): string {
  if (amount === 0) return '0';
  return amount > 0 ? `+${figure(amount)}` : `−${figure(-amount)}`;
}

const COLUMNS = [
  'n',
  'at',
  'kind',
  'available_delta',
  'held_delta',
  'available_after',
  'job_id',
  'reason',
] as const;

/** Return entries as CSV by RFC 4180, of which no cell is run as a formula by a spreadsheet. */
export function csvOf(entries: readonly Entry[]): string {
  const rows = entries.map((entry) => COLUMNS.map((column) => cell(entry[column])));
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
