"""Runs a command as systemd would: as a user, without capabilities and new privileges, with a filter of system calls.

confined.py USER ALLOWED REFUSED COMMAND...: groups of calls as SystemCallFilter= names them. A call that is not
allowed fails with EPERM, as with SystemCallErrorNumber=EPERM.
"""

import ctypes
import os
import pwd
import re
import struct
import subprocess
import sys

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
LOAD_CALL, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, FAIL_WITH_EPERM = 0x7FFF0000, 0x00050001
HEADER = f"/usr/include/{os.uname().machine}-linux-gnu/asm/unistd_64.h"


def calls(group):
    """The calls of a group and of its groups."""
    argv = ["systemd-analyze", "syscall-filter", "--no-pager", group]
    text = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    for word in (line.strip() for line in text.splitlines()[1:]):
        if word.startswith("@"):
            yield from calls(word)
        elif word and not word.startswith("#"):
            yield word


def instruction(code, if_true, if_false, value):
    return struct.pack("HBBI", code, if_true, if_false, value)


def program(allowed, refused):
    with open(HEADER, encoding="ascii") as header:
        numbers = dict(re.findall(r"#define __NR_(\w+) (\d+)", header.read()))
    names = (set(calls(allowed)) - set(calls(refused))) & numbers.keys()
    code = instruction(LOAD_CALL, 0, 0, 0)
    for number in sorted(int(numbers[name]) for name in names):
        code += instruction(JUMP_IF_EQUAL, 0, 1, number) + instruction(RETURN, 0, 0, ALLOW)
    return code + instruction(RETURN, 0, 0, FAIL_WITH_EPERM)


class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]


def confine(code):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(code)
    told = Filter(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(told), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


user, allowed, refused, *command = sys.argv[1:]
code = program(allowed, refused)
entry = pwd.getpwnam(user)
os.setgroups([])
os.setgid(entry.pw_gid)
os.setuid(entry.pw_uid)
os.umask(0o027)
confine(code)
os.execv(command[0], command)
