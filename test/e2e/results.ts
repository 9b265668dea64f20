// What the suite prints for the test that started it: one line per case, found again by its mark.
export const MARK = '@@ipsec-doctor-e2e ';

export interface CaseResult {
  readonly name: string;
  readonly error?: string;
}
