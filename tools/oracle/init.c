/*
 * The oracle's init, the only program in its initramfs, built against the
 * kernel's nolibc. On the kernel's command line, oracle_dir=DIRECTORY names a
 * directory of the host and oracle_case=NAME, if there, a case.
 *
 * Mounts DIRECTORY, loads case.ko from it, lets ten seconds of virtual time pass
 * so that whatever the case armed runs, unloads it and powers off. lockdep's
 * classes (/proc/lockdep) go to DIRECTORY/before and DIRECTORY/after. Loading
 * and unloading happen in children: the kernel reports a lock that is held when
 * they exit.
 */
#include <sys/syscall.h>

static void say(const char *text)
{
	int fd = open("/dev/kmsg", O_WRONLY);

	if (fd >= 0) {
		write(fd, text, strlen(text));
		close(fd);
	}
}

static void copy(const char *from, const char *to)
{
	static char buffer[65536];
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ssize_t n;

	while (in >= 0 && out >= 0 && (n = read(in, buffer, sizeof(buffer))) > 0)
		write(out, buffer, n);
	close(in);
	close(out);
}

static void pass(long seconds)
{
	struct timespec time = { .tv_sec = seconds };

	syscall(__NR_nanosleep, &time, 0);
}

/* Returns the child's exit status: 0 or an errno. */
static int in_child(int (*work)(const char *), const char *argument)
{
	int status = 0, pid = fork();

	if (pid == 0) {
		errno = 0;
		exit(work(argument) ? errno : 0);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static int load(const char *parameters)
{
	int fd = open("/host/case.ko", O_RDONLY);

	return fd < 0 || syscall(__NR_finit_module, fd, parameters, 0);
}

static int unload(const char *name)
{
	return syscall(__NR_delete_module, name, O_NONBLOCK);
}

int main(void)
{
	const char *directory = getenv("oracle_dir"), *name = getenv("oracle_case");
	char line[64];
	int error;

	if (!directory || mount("none", "/proc", "proc", 0, "") ||
	    mount("none", "/host", "hostfs", 0, directory)) {
		say("oracle: cannot mount the case's directory");
		reboot(LINUX_REBOOT_CMD_POWER_OFF);
	}
	pass(30); /* what the kernel still does after its boot */
	copy("/proc/lockdep", "/host/before");
	say("oracle: begin");
	error = in_child(load, name ? name : "");
	if (error) {
		strlcpy(line, "oracle: not loaded, errno ", sizeof(line));
		strlcat(line, itoa(error), sizeof(line));
		say(line);
	}
	pass(10);
	copy("/proc/lockdep", "/host/after");
	in_child(unload, "oracle_case");
	copy("/proc/lockdep_stats", "/host/stats");
	say("oracle: end");
	reboot(LINUX_REBOOT_CMD_POWER_OFF);
	return 1;
}
