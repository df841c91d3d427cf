const { dest, parallel, src } = require('gulp');

const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

const nodeFiles = () => src('nodes/**/*.json').pipe(dest('dist/nodes'));

exports.build = parallel(icons, nodeFiles);
