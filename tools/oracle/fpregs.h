/*
 * build-kernel puts this in front of user-mode Linux's registers.c. It saves the registers of its processes in 2.6 KiB;
 * a host whose CPU has more of them (AMX: 11 KiB) refuses to set only those, and no process would start. Without these
 * two, the 512 bytes of PTRACE_SETFPREGS are set, which every host allows and which is all that init needs.
 */
#include <sys/ptrace.h>
#undef PTRACE_GETREGSET
#undef PTRACE_SETREGSET
