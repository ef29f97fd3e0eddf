// Stands in for @vscode/spdlog, which needs a compiler. Without it VS Code writes no log files at all, and the log of an
// extension is worth having when a test fails. Writes at once and never rotates: a test run is short.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  constructor(_type, _name, file) {
    this.file = file;
    this.level = LEVELS.indexOf('info');
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}
}

for (const [level, name] of LEVELS.entries()) {
  Logger.prototype[name] = function (message) {
    if (level < this.level) return;
    try {
      fs.appendFileSync(this.file, `${new Date().toISOString()} [${name}] ${message}\n`);
    } catch {
      // The profile is removed while the last process ends.
    }
  };
}

const create = async (name, file) => new Logger('', name, file);

// VS Code import()s this file: node sees the names of a CommonJS module only when each is assigned like this.
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
