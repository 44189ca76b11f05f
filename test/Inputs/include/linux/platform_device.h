// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_PLATFORM_DEVICE_H
#define MINI_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/module.h>

struct platform_device {
	const char *name;
	struct device dev;
};
struct device_driver {
	const char *name;
};
struct platform_driver {
	int (*probe)(struct platform_device *device);
	void (*remove)(struct platform_device *device);
	struct device_driver driver;
};
int __platform_driver_register(struct platform_driver *driver, struct module *owner);
void platform_driver_unregister(struct platform_driver *driver);
#define platform_driver_register(driver) __platform_driver_register(driver, THIS_MODULE)
#define module_platform_driver(driver)                              \
	static int __init driver##_init(void)                       \
	{                                                           \
		return platform_driver_register(&(driver));         \
	}                                                           \
	module_init(driver##_init);                                 \
	static void __exit driver##_exit(void)                      \
	{                                                           \
		platform_driver_unregister(&(driver));              \
	}                                                           \
	module_exit(driver##_exit)
static inline void *platform_get_drvdata(const struct platform_device *device)
{
	return dev_get_drvdata(&device->dev);
}

#endif
