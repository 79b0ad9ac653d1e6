"""Runs a notebook that was converted to a script: start.py SCRIPT [ARGUMENT ...]

The script finds what it would find in a notebook: magics (the converter writes them as calls of get_ipython()),
display(), await outside of functions. Its arguments are sys.argv[1:], its exit status is the exit status.
IPython takes ten times as long to load as Python; so it is only loaded for scripts that mention it or a name of it.
"""

import ast
import asyncio
import inspect
import re
import sys
import types

NAMES_OF_IPYTHON = re.compile(r'ipython|\bdisplay\b', re.IGNORECASE)


def load_ipython(module):
    """Makes `module` the user module of an IPython shell without colours, history and completion."""
    sys.modules['jedi'] = None
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    del sys.modules['jedi']
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = 'NoColor'
    config.InteractiveShell.xmode = 'Plain'
    shell = InteractiveShell.instance(config=config, user_module=module, user_ns=module.__dict__)
    shell.builtin_trap.activate()


def show_without_starter(path):
    """Has uncaught exceptions shown as of the script alone."""

    def show(kind, fault, trace):
        while trace and trace.tb_frame.f_code.co_filename != path:
            trace = trace.tb_next
        sys.__excepthook__(kind, fault.with_traceback(trace), trace)

    sys.excepthook = show


def main():
    path = sys.argv[1]
    sys.argv = sys.argv[1:]
    with open(path, encoding='utf-8') as file:
        text = file.read()
    module = types.ModuleType('__main__')
    module.__file__ = path
    sys.modules['__main__'] = module
    if NAMES_OF_IPYTHON.search(text):
        load_ipython(module)
    sys.path[0] = ''
    show_without_starter(path)
    code = compile(text, path, 'exec', flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    if code.co_flags & inspect.CO_COROUTINE:
        asyncio.run(eval(code, module.__dict__))
    else:
        exec(code, module.__dict__)


main()
