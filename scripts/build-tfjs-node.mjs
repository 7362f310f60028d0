// Builds the addon of @tensorflow/tfjs-node where its own installation cannot download libtensorflow, from npm and PyPI alone:
//
//   node scripts/build-tfjs-node.mjs          half a minute, 230 MB of download, 600 MB on disk; does nothing where the addon loads
//
// The package comes from npm without its install script, TensorFlow's C library and headers from the Python wheel tensorflow-cpu, the
// headers of Node-API from this Node.js or from the npm package node-api-headers. The addon speaks Node-API alone, so that one
// compiler call builds it and it loads in any newer Node.js.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
/** The oldest wheel whose C interface is a library of its own, libtensorflow_cc; the addon was written against 2.9. */
const wheel = { version: process.env.TENSORFLOW_VERSION ?? '2.12.1', python: '3.10' };
const headersVersion = '1.9.0';

const started = performance.now();
const say = (what) => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${what}`);
const run = (file, words, options = {}) =>
  execFileSync(file, words, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], ...options });

const home = join(root, 'node_modules/@tensorflow/tfjs-node');
if (existsSync(home) && loads()) {
  say('the native back end works already');
} else {
  say('package, without its install script');
  run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (!existsSync(home)) throw new Error(`npm left @tensorflow/tfjs-node out of ${home}: is it in tensorflow/package.json?`);
  const scratch = mkdtempSync(join(root, 'node_modules/.tfjs-node-'));
  try {
    unpackTensorFlow(scratch);
    compile(nodeApiHeaders(scratch));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  if (!loads({ stderr: 'inherit' })) throw new Error('the addon was built and does not load; the lines above say why');
  say('the native back end works');
}

/** In a process of its own: an addon that does not fit ends it. */
function loads({ stderr = 'ignore' } = {}) {
  // tfjs-node calls a function that Node.js 23 took away.
  const program = `
    require('node:util').isNullOrUndefined ??= (value) => value == null;
    const tf = require(${JSON.stringify(home)});
    const product = tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0];
    process.exit(tf.getBackend() === 'tensorflow' && product === 11 ? 0 : 1);
  `;
  try {
    run(process.execPath, ['--eval', program], { stdio: ['ignore', 'ignore', stderr] });
    return true;
  } catch {
    return false;
  }
}

/** The wheel's libraries as deps/lib and its C headers as deps/include, where the addon looks for them. */
function unpackTensorFlow(scratch) {
  say(`tensorflow-cpu ${wheel.version}`);
  const platform = ['--platform', 'manylinux2014_x86_64', '--platform', 'manylinux_2_17_x86_64'];
  const only = ['--no-deps', '--only-binary=:all:', '--python-version', wheel.python, ...platform];
  run('python3', ['-m', 'pip', 'download', '--quiet', ...only, '--dest', scratch, `tensorflow-cpu==${wheel.version}`]);
  say('unpacking its libraries and headers');
  const file = join(
    scratch,
    readdirSync(scratch).find((name) => name.endsWith('.whl')),
  );
  const program = `
import os, re, shutil, sys, zipfile
wheel, deps = sys.argv[1:]
wanted = re.compile(r'tensorflow/(lib)tensorflow_(?:cc|framework)\\.so\\.2$|tensorflow/(include)/(?:tensorflow/(?:c|core/platform|tsl)|tsl)/.*\\.h$')
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if wanted.match(name):
            path = os.path.join(deps, 'lib', os.path.basename(name)) if name.endswith('.so.2') else os.path.join(deps, name[len('tensorflow/'):])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(name) as source, open(path, 'wb') as target:
                shutil.copyfileobj(source, target, 1 << 20)
`;
  const deps = join(home, 'deps');
  rmSync(deps, { recursive: true, force: true });
  run('python3', ['-c', program, file, deps]);
}

/** The folder of node_api.h: that of this Node.js if it came with headers. */
function nodeApiHeaders(scratch) {
  const own = resolve(dirname(process.execPath), '../include/node');
  if (existsSync(join(own, 'node_api.h'))) return own;
  say('headers of Node-API');
  run('npm', ['install', '--prefix', scratch, '--no-save', '--no-audit', '--no-fund', `node-api-headers@${headersVersion}`]);
  return join(scratch, 'node_modules/node-api-headers/include');
}

function compile(headers) {
  say('compiling the addon');
  const { binary } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const version = Math.max(...binary.napi_versions.filter((each) => each <= Number(process.versions.napi)));
  const folder = join(home, binary.module_path.replace('{napi_build_version}', version));
  mkdirSync(folder, { recursive: true });
  const language = ['-shared', '-fPIC', '-O2', '-std=c++17', '-Wno-deprecated-declarations', `-DNAPI_VERSION=${version}`];
  const folders = ['-I..', `-I${headers}`, '-Ideps/include', '-Ldeps/lib', '-Wl,-rpath,$ORIGIN/../../deps/lib'];
  const sources = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'];
  const libraries = ['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'];
  const output = ['-o', join(folder, `${binary.module_name}.node`)];
  run(process.env.CXX ?? 'c++', [...language, ...folders, ...output, ...sources, ...libraries], { cwd: home });
}
