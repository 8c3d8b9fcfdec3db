"""What a confined command may try, one function each; and the world of somebody else's that it tries it on.

`attempts.py world FOLDER/outside` makes that world, prints one line of JSON about it and waits for its input's end.
`attempts.py try WORLD NAME...` prints the names of those that worked, as a list in JSON.
A function that ends with an exception, or with `False`, did not work.
"""

import ctypes
import errno
import fcntl
import json
import os
import pty
import resource
import signal
import socket
import stat
import struct
import sys
import termios

libc = ctypes.CDLL(None, use_errno=True)
ARM = os.uname().machine == "aarch64"
ATTEMPTS = {}


def attempt(function):
    ATTEMPTS[function.__name__.replace("_", "-")] = function
    return function


def checked(result):
    if result in (-1, None):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def syscall(x64, arm64, *arguments):
    return checked(libc.syscall(ctypes.c_long(arm64 if ARM else x64), *arguments))


def opened(path, flags=os.O_RDONLY):
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY, 0o600)


def swapped(path, elsewhere):
    os.rename(path, elsewhere)
    os.rename(elsewhere, path)


# Files


@attempt
def open_for_writing(w):
    opened(w["file"], os.O_WRONLY)


@attempt
def open_through_proc(w):
    opened("/proc/self/root" + w["file"], os.O_RDWR)


@attempt
def truncate(w):
    os.truncate(w["file"], 0)


@attempt
def create(w):
    opened(w["folder"] + "/new", os.O_WRONLY | os.O_CREAT)


@attempt
def create_without_name(w):
    opened(w["folder"], os.O_WRONLY | os.O_TMPFILE)


@attempt
def make_folder(w):
    os.mkdir(w["folder"] + "/made")


@attempt
def make_fifo(w):
    os.mkfifo(w["folder"] + "/fifo-made")


@attempt
def make_socket(w):
    socket.socket(socket.AF_UNIX).bind(w["folder"] + "/bound")


@attempt
def make_link(w):
    os.symlink("/", w["folder"] + "/linked")


@attempt
def link_out(w):
    os.link(w["file"], w["workspace"] + "/hard")


@attempt
def rename(w):
    swapped(w["spare"], w["folder"] + "/renamed")


@attempt
def rename_in(w):
    swapped(w["spare"], w["workspace"] + "/taken")


@attempt
def remove(w):
    os.unlink(w["spare"])


@attempt
def remove_folder(w):
    os.rmdir(w["empty"])


# Metadata


@attempt
def change_mode(w):
    os.chmod(w["file"], 0o644)


@attempt
def change_mode_of_descriptor(w):
    os.fchmod(opened(w["file"]), 0o640)


@attempt
def change_owner(w):
    os.chown(w["file"], os.getuid(), os.getgid())


@attempt
def change_times(w):
    os.utime(w["file"], (1, 1))


@attempt
def change_times_of_descriptor(w):
    os.utime(opened(w["file"]), (1, 1))


@attempt
def set_attribute(w):
    os.setxattr(w["file"], "user.codex", b"x")


@attempt
def remove_attribute(w):
    os.removexattr(w["file"], "user.kept")


def is_set_user_id(path):
    return os.stat(path).st_mode & stat.S_ISUID != 0


@attempt
def set_user_id(w):
    path = os.path.join(w["workspace"], "program")
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o755))
    os.chmod(path, 0o4755)
    return is_set_user_id(path)


@attempt
def create_with_user_id(w):
    path = os.path.join(w["workspace"], "created")
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o4755))
    return is_set_user_id(path)


@attempt
def make_node_with_user_id(w):
    path = os.path.join(w["workspace"], "node")
    os.mknod(path, stat.S_IFREG | 0o4755)
    return is_set_user_id(path)


@attempt
def create_by_open_how_with_user_id(w):
    path = os.path.join(w["workspace"], "how")
    how = struct.pack("QQQ", os.O_CREAT | os.O_WRONLY, 0o4755, 0)
    syscall(437, 437, -100, path.encode(), how, len(how))
    return is_set_user_id(path)


@attempt
def set_flags(w):
    file = opened(w["file"])
    flags = struct.unpack("l", fcntl.ioctl(file, 0x80086601, struct.pack("l", 0)))[0]
    fcntl.ioctl(file, 0x40086602, struct.pack("l", flags ^ 0x40))


@attempt
def set_flags_by_call(w):
    syscall(469, 469, -100, w["file"].encode(), struct.pack("QIIII", 0x80, 0, 0, 0, 0), ctypes.c_long(24), ctypes.c_long(0))


# What is no plain file


@attempt
def write_into_fifo(w):
    os.write(opened(w["fifo"], os.O_WRONLY), b"x")


@attempt
def write_shared_memory_file(w):
    opened(w["memory"], os.O_WRONLY)


@attempt
def write_kernel_setting(w):
    opened("/proc/sys/kernel/core_pattern", os.O_WRONLY)


@attempt
def write_into_proc(w):
    opened("/proc/%d/oom_score_adj" % w["pid"], os.O_WRONLY)


@attempt
def make_device(w):
    os.mknod(w["workspace"] + "/device", stat.S_IFBLK | 0o600, os.makedev(7, 0))


# IPC


@attempt
def system_v_memory(w):
    checked(libc.shmget(w["key"], 0, 0))


@attempt
def system_v_queue(w):
    checked(libc.msgget(w["key"], 0))


@attempt
def system_v_semaphores(w):
    checked(libc.semget(w["key"], 0, 0))


@attempt
def posix_queue(w):
    checked(libc.mq_open(w["queue"].encode(), os.O_RDWR))


@attempt
def keyring(w):
    syscall(249, 218, b"user", w["keyname"].encode(), 0, -4)


# Terminals


@attempt
def read_terminal(w):
    opened(w["terminal"], os.O_RDONLY)


@attempt
def write_terminal(w):
    opened(w["terminal"], os.O_WRONLY)


@attempt
def type_into_terminal(w):
    try:
        fcntl.ioctl(0, termios.TIOCSTI, b"x")
    except OSError as error:
        # Let through, but there is no terminal.
        return error.errno == errno.ENOTTY


# Other processes


@attempt
def send_signal(w):
    os.kill(w["pid"], signal.SIGCONT)


@attempt
def send_signal_to_thread(w):
    syscall(234, 131, w["pid"], w["pid"], int(signal.SIGCONT))


@attempt
def send_signal_by_descriptor(w):
    signal.pidfd_send_signal(os.pidfd_open(w["pid"]), signal.SIGCONT)


@attempt
def set_limit(w):
    resource.prlimit(w["pid"], resource.RLIMIT_CORE, (0, 0))


@attempt
def set_priority(w):
    os.setpriority(os.PRIO_PROCESS, w["pid"], 19)


@attempt
def set_processors(w):
    os.sched_setaffinity(w["pid"], os.sched_getaffinity(w["pid"]))


@attempt
def set_scheduler(w):
    os.sched_setscheduler(w["pid"], os.SCHED_OTHER, os.sched_param(0))


@attempt
def set_io_priority(w):
    syscall(251, 30, 1, w["pid"], (2 << 13) | 7)


@attempt
def read_environment(w):
    return os.read(opened("/proc/%d/environ" % w["pid"]), 100) != b""


@attempt
def open_memory(w):
    opened("/proc/%d/mem" % w["pid"])


@attempt
def read_memory(w):
    buffer = ctypes.create_string_buffer(1)
    local = struct.pack("QQ", ctypes.addressof(buffer), 1)
    remote = struct.pack("QQ", w["address"], 1)
    syscall(310, 270, w["pid"], local, ctypes.c_long(1), remote, ctypes.c_long(1), ctypes.c_long(0))


@attempt
def trace(w):
    checked(libc.ptrace(0x4206, w["pid"], None, None))


@attempt
def take_descriptor(w):
    syscall(438, 294, os.pidfd_open(w["pid"]), 0, 0)


@attempt
def follow_descriptor(w):
    os.readlink("/proc/%d/fd/0" % w["pid"])


@attempt
def leave_through_root(w):
    opened("/proc/%d/root%s" % (w["pid"], w["file"]), os.O_WRONLY)


@attempt
def see_process(w):
    return w["folder"].encode() in open("/proc/%d/cmdline" % w["pid"], "rb").read()


@attempt
def list_descriptors(w):
    return len(os.listdir("/proc/%d/fd" % w["pid"])) > 0


# Protected and hidden


@attempt
def write_protected(w):
    opened(w["protected"] + "/new", os.O_WRONLY | os.O_CREAT)


@attempt
def replace_protected(w):
    swapped(w["protected"], w["workspace"] + "/away")


@attempt
def replace_folder_of_protected(w):
    swapped(os.path.dirname(w["protected"]), w["workspace"] + "/away")


@attempt
def read_hidden(w):
    return b"canary" in os.read(opened(w["secret"]), 100)


@attempt
def read_hidden_by_link(w):
    return b"canary" in os.read(opened(w["link"]), 100)


@attempt
def read_hidden_through_proc(w):
    return b"canary" in os.read(opened("/proc/self/root" + w["secret"]), 100)


# Sockets


def connect(family, address):
    socket.socket(family).connect(address)


@attempt
def connect_by_ip(w):
    connect(socket.AF_INET, ("127.0.0.1", w["port"]))


@attempt
def connect_by_name(w):
    connect(socket.AF_UNIX, w["socket"])


@attempt
def connect_by_abstract_name(w):
    connect(socket.AF_UNIX, "\0" + w["abstract"])


@attempt
def send_to_name(w):
    pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    pair[0].sendto(b"x", w["datagrams"])


@attempt
def raw_socket(w):
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW)


@attempt
def ring(w):
    syscall(425, 425, 4, ctypes.create_string_buffer(256))


# The kernel


@attempt
def mount(w):
    checked(libc.mount(b"none", w["workspace"].encode(), b"tmpfs", 0, None))
    libc.umount2(w["workspace"].encode(), 0)


@attempt
def new_namespace(w):
    checked(libc.unshare(0x10000000))


@attempt
def change_root(w):
    os.chroot(w["workspace"])


def world(outside):
    """Everything of a user that a command might reach."""
    folder = os.path.dirname(outside)
    at = lambda name: os.path.join(folder, name)
    for name in ("outside/empty", "workspace/.git/hooks", "private"):
        os.makedirs(at(name))
    for name, text in (("outside/file", "old"), ("outside/spare", "x"), ("private/secret", "canary")):
        with open(at(name), "w") as file:
            file.write(text)
        os.chmod(at(name), 0o600)
    with_attributes = True
    try:
        os.setxattr(at("outside/file"), "user.kept", b"x")
    except OSError:
        with_attributes = False
    os.symlink(at("private/secret"), at("workspace/link"))
    os.mkfifo(at("outside/fifo"))
    fifo = os.open(at("outside/fifo"), os.O_RDWR)
    number = os.getpid()
    memory = "/dev/shm/codex-%d" % number
    with open(memory, "w"):
        pass
    key = 0x43440000 + number % 0x10000
    shared = checked(libc.shmget(key, 4096, 0o1600))
    queue = checked(libc.msgget(key, 0o1600))
    semaphores = checked(libc.semget(key, 1, 0o1600))
    name = "/codex-%d" % number
    checked(libc.mq_open(name.encode(), os.O_RDWR | os.O_CREAT, 0o600, None))
    try:
        syscall(248, 217, b"user", name.encode(), b"x", ctypes.c_long(1), -4)
    except OSError:
        pass
    master, terminal = pty.openpty()
    streams = [socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX), socket.socket()]
    streams[0].bind(at("outside/socket"))
    streams[1].bind("\0codex-%d" % number)
    streams[2].bind(("127.0.0.1", 0))
    for one in streams:
        one.listen(100)
    datagrams = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    datagrams.bind(at("outside/datagrams"))
    kept = ctypes.create_string_buffer(b"canary")
    told = {
        "pid": number, "folder": at("outside"), "file": at("outside/file"), "spare": at("outside/spare"),
        "empty": at("outside/empty"), "fifo": at("outside/fifo"), "memory": memory, "workspace": at("workspace"),
        "protected": at("workspace/.git/hooks"), "secret": at("private/secret"), "link": at("workspace/link"),
        "key": key, "queue": name, "keyname": name, "terminal": os.ttyname(terminal), "address": ctypes.addressof(kept),
        "socket": at("outside/socket"), "datagrams": at("outside/datagrams"), "abstract": "codex-%d" % number,
        "port": streams[2].getsockname()[1], "attributes": with_attributes,
    }
    print(json.dumps(told), flush=True)
    sys.stdin.read()
    libc.shmctl(shared, 0, None)
    libc.msgctl(queue, 0, None)
    libc.semctl(semaphores, 0, 0)
    libc.mq_unlink(name.encode())
    os.unlink(memory)
    os.close(fifo)
    os.close(master)


def worked(name, w):
    try:
        return ATTEMPTS[name](w) is not False
    except (OSError, ValueError):
        return False


if sys.argv[1] == "world":
    world(sys.argv[2])
else:
    told = json.loads(sys.argv[2])
    print(json.dumps([name for name in sys.argv[3:] if worked(name, told)]))
