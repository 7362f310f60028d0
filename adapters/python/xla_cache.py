"""Keeps what XLA compiles from one check to the next: a check of optax compiles the same ninety operations each time, for two seconds."""

import hashlib
import os
import platform
import shutil

#: Most files that are kept; beyond that it begins anew.
MOST = 4000


def folder():
    """A folder for this machine: what is compiled for one processor may not run on another one that shares its home."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            described = sorted({line for line in file if line.startswith(("model name", "flags", "Features", "CPU part"))})
    except OSError:
        described = [platform.processor()]
    machine = hashlib.sha256("".join([platform.machine(), *described]).encode()).hexdigest()[:16]
    return os.path.join(os.path.expanduser("~"), ".cache", "intrinsic-lr", f"xla-{machine}")


def keep_compiled(jax):
    """Called before anything is compiled. Where nothing can be kept, everything is compiled as before."""
    if "JAX_COMPILATION_CACHE_DIR" in os.environ:
        return
    try:
        path = folder()
        os.makedirs(path, exist_ok=True)
        if len(os.listdir(path)) > MOST:
            shutil.rmtree(path, ignore_errors=True)
            os.makedirs(path, exist_ok=True)
        jax.config.update("jax_compilation_cache_dir", path)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    except (OSError, AttributeError, ValueError):
        return
