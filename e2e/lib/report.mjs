// What went well is counted, what did not is said in full, with what to do next.
export class Report {
  passed = 0;
  failed = 0;
  waiting = [];

  /** `faults`: sentences; none means passed. */
  add(name, faults) {
    if (faults.length === 0) {
      this.passed += 1;
      return;
    }
    this.failed += 1;
    console.log(`FAILED ${name}`);
    for (const fault of faults) console.log(`   ${fault.replaceAll("\n", "\n   ")}`);
  }

  /** Told, but neither passed nor failed: a story whose pages do not exist yet. */
  waits(name, reason) {
    this.waiting.push(`${name}: ${reason}`);
  }

  close() {
    for (const line of this.waiting) console.log(`waits   ${line}`);
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 ? 0 : 1;
  }
}
