const { rm } = require('node:fs/promises');

const { dest, parallel, src } = require('gulp');

const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

const nodeFiles = () => src('nodes/**/*.json').pipe(dest('dist/nodes'));

/** A file that was renamed or removed must not stay in the package. */
exports.clean = async () => await rm('dist', { recursive: true, force: true });

exports.build = parallel(icons, nodeFiles);
