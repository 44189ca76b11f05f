"""Random small drivers as trees of statements, and their C.

A Program is entry points (a context and a function), functions, and locks of one object. Its C says all that it does:
each entry point is registered in the driver itself, and an ORACLE_CASE runs each of them with every value of the two
flags that conditions ask about, so that lockdep sees every path.

A program is meant to be right: each lock has a level, the strongest context that takes it, and is taken in the form that
its level needs, in one order. Some statements are generated without that care (`carelessness`), and in most programs one
acquisition is weakened afterwards.
"""

import copy
import dataclasses
import random

CONTEXTS = ("work", "kthread", "timer", "tasklet", "hrtimer", "irq_work", "irq")
LEVEL = {"work": 0, "kthread": 0, "timer": 1, "tasklet": 1, "hrtimer": 2, "irq_work": 2, "irq": 2}
KINDS = ("spin", "raw_spin", "rwlock", "mutex")


@dataclasses.dataclass
class Lock:
    name: str
    kind: str
    level: int  # 0 task, 1 softirq, 2 hardirq

    @property
    def type(self):
        return {"spin": "spinlock_t", "raw_spin": "raw_spinlock_t", "rwlock": "rwlock_t", "mutex": "struct mutex"}[self.kind]

    @property
    def init(self):
        return {"spin": "spin_lock_init", "raw_spin": "raw_spin_lock_init", "rwlock": "rwlock_init",
                "mutex": "mutex_init"}[self.kind]


@dataclasses.dataclass
class Statement:
    body: list = dataclasses.field(default_factory=list)
    other: list = dataclasses.field(default_factory=list)  # of a condition: else; of a trylock: where it fails
    lines: tuple = ()  # in the C that was last written


@dataclasses.dataclass
class Section(Statement):
    """A lock is held for the body."""

    lock: Lock = None
    form: str = ""  # "", "bh", "irq", "irqsave"
    mode: str = "write"  # of a rwlock: read or write
    how: str = "plain"  # plain, nested (subclass 1, the peer's), try, guard, wrapper (of the object), generic (of the lock)


@dataclasses.dataclass
class Off(Statement):
    """BHs or IRQs are off for the body."""

    what: str = "bh"  # bh, irq, irqsave, rcu


@dataclasses.dataclass
class On(Statement):
    """BHs or IRQs are enabled for the body, in the middle of whatever is held."""

    what: str = "bh"


@dataclasses.dataclass
class If(Statement):
    what: str = "flag_a"


@dataclasses.dataclass
class Call(Statement):
    function: object = None
    how: str = "direct"  # direct, ops, argument
    value: int = 0


@dataclasses.dataclass
class Sleep(Statement):
    what: str = "msleep"


@dataclasses.dataclass
class Function:
    name: str
    body: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Entry:
    context: str
    function: Function
    number: int
    helper: bool  # registered through a function of the driver


@dataclasses.dataclass
class Program:
    seed: int
    locks: list
    functions: list = dataclasses.field(default_factory=list)  # callees before callers
    entries: list = dataclasses.field(default_factory=list)

    def size(self):
        """How many statements there are."""
        def count(body):
            return sum(1 + count(s.body) + count(s.other) for s in body)
        return sum(count(f.body) for f in self.functions)

    def copy(self):
        return copy.deepcopy(self)


# ---------------------------------------------------------------------------------------------------------------------
# Generating
# ---------------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class State:
    """What is known where a statement is made: of the context for which its function is written."""

    level: int
    bh_off: bool = False
    irq_off: bool = False
    order: int = -1  # the last lock taken
    outer_level: int = 0  # the strongest level of the locks held
    raw: bool = False
    atomic: bool = False

    def but(self, **changes):
        return dataclasses.replace(self, **changes)


class Generator:
    def __init__(self, seed, budget=None):
        self.random = random.Random(seed)
        self.budget = budget or self.random.randint(4, 40)
        self.carelessness = self.random.choice((0, 0.03, 0.08, 0.2))
        self.known = []  # (state, function), to call again
        kinds = [self.random.choices(KINDS, (6, 2, 3, 2))[0] for _ in range(self.random.randint(2, 5))]
        # Mutexes are outermost and raw spinlocks innermost: the order of their names is the order they are taken in.
        kinds.sort(key=("mutex", "spin", "rwlock", "raw_spin").index)
        levels = sorted(self.random.randint(0, 2) for _ in kinds)
        locks = [Lock(f"l{i}", kind, 0 if kind == "mutex" else level) for i, (kind, level) in enumerate(zip(kinds, levels))]
        self.program = Program(seed, locks)

    def careless(self):
        return self.random.random() < self.carelessness

    def make(self):
        for number in range(self.random.randint(2, 5)):
            context = self.random.choice(CONTEXTS)
            level = LEVEL[context]
            state = State(level, irq_off=level == 2, atomic=level > 0)
            function = self.function(state, 0)
            self.program.entries.append(Entry(context, function, number, self.random.random() < 0.3))
        return self.program

    def function(self, state, depth):
        function = Function(f"f{len(self.program.functions)}x{self.random.randint(0, 99)}")
        function.body = self.body(state, depth)
        self.program.functions.append(function)
        function.name = f"f{len(self.program.functions)}"
        return function

    def body(self, state, depth):
        found = []
        for _ in range(self.random.choices((1, 2, 3), (5, 3, 1))[0]):
            if self.budget > 0:
                self.budget -= 1
                statement = self.statement(state, depth)
                if statement:
                    found.append(statement)
        return found

    def statement(self, state, depth):
        kind = self.random.choices(("section", "off", "on", "if", "call", "sleep"), (10, 2, 0.3, 3, 4, 0.6))[0]
        if depth > 5 and kind in ("if", "call"):
            kind = "section"
        if kind == "section":
            return self.section(state, depth)
        if kind == "off":
            what = self.random.choice(("bh", "irq", "irqsave", "rcu"))
            if what == "bh" and (state.irq_off or state.level == 2) and not self.careless():
                what = "irqsave"
            if what == "irq" and (state.irq_off or state.level == 2) and not self.careless():
                what = "irqsave"
            inner = state.but(bh_off=state.bh_off or what == "bh", irq_off=state.irq_off or what.startswith("irq"),
                              atomic=True)
            return Off(self.body(inner, depth + 1), what=what)
        if kind == "on":
            if not self.careless():
                return None
            if state.irq_off and state.level < 2:
                return On(self.body(state.but(irq_off=False), depth + 1), what="irq")
            if state.bh_off and not state.irq_off and state.level == 0:
                return On(self.body(state.but(bh_off=False), depth + 1), what="bh")
            return None
        if kind == "if":
            what = self.random.choice(("flag_a", "flag_b", "!flag_a", "in_interrupt()", "in_hardirq()", "irqs_disabled()",
                                       "how"))
            return If(self.body(state, depth + 1), self.body(state, depth + 1), what=what)
        if kind == "call":
            fitting = [f for s, f in self.known if s == state] if not self.careless() else [f for _, f in self.known]
            if fitting and self.random.random() < 0.4:
                function = self.random.choice(fitting)
            else:
                function = self.function(state, depth + 1)
                self.known.append((state, function))
            return Call(function=function, how=self.random.choices(("direct", "ops", "argument"), (6, 2, 2))[0],
                        value=self.random.randint(0, 1))
        if (state.atomic or state.level) and not self.careless():
            return None
        return Sleep(what=self.random.choice(("msleep", "might_sleep", "kmalloc")))

    def section(self, state, depth):
        careless = self.careless()
        fitting = [(i, l) for i, l in enumerate(self.program.locks)
                   if i > state.order and l.level >= max(state.level, state.outer_level)
                   and (l.kind != "mutex" or not state.atomic) and (l.kind == "raw_spin" or not state.raw)]
        if careless:  # any, but for a spinlock under a raw one: lockdep sees that before anything else
            fitting = [(i, l) for i, l in enumerate(self.program.locks) if i != state.order
                       and (l.kind == "raw_spin" or not state.raw)]
        if not fitting:
            return None
        index, lock = self.random.choice(fitting)
        mode = self.random.choice(("read", "write")) if lock.kind == "rwlock" else "write"
        forms = ["", "bh", "irq", "irqsave"] if lock.kind != "mutex" else [""]
        needs_irq = lock.level == 2 and not state.irq_off
        needs_bh = lock.level == 1 and not state.bh_off and not state.irq_off and state.level == 0
        if not self.careless():
            if needs_irq:
                forms = [f for f in forms if f in ("irqsave", "irq")]
            elif needs_bh:
                forms = [f for f in forms if f]
            if state.irq_off:
                forms = [f for f in forms if f not in ("bh", "irq")]
        form = self.random.choice(forms)
        how = self.random.choices(("plain", "nested", "try", "guard", "wrapper", "generic"), (8, 1, 1, 2, 2, 1))[0]
        if lock.kind == "mutex" and how in ("try", "nested"):
            how = "plain"
        if how == "nested" and (lock.kind not in ("spin",) or form not in ("", "bh")):
            how = "plain"
        if how == "generic" and (lock.kind not in ("spin",) or form not in ("", "bh")):
            how = "wrapper"
        if how == "wrapper" and form == "irqsave":
            how = "plain"
        if how == "guard" and (lock.kind == "raw_spin" and form == "bh" or lock.kind == "rwlock" and form != "irqsave"):
            how = "plain"
        if how == "try" and lock.kind == "rwlock" and form:
            form = ""
        inner = state.but(bh_off=state.bh_off or form == "bh", irq_off=state.irq_off or form.startswith("irq"),
                          order=max(index, state.order), outer_level=max(lock.level, state.outer_level),
                          raw=state.raw or lock.kind == "raw_spin", atomic=state.atomic or lock.kind != "mutex")
        return Section(self.body(inner, depth + 1), lock=lock, form=form, mode=mode, how=how)


# ---------------------------------------------------------------------------------------------------------------------
# C
# ---------------------------------------------------------------------------------------------------------------------

HEADERS = ("delay", "hrtimer", "interrupt", "irq_work", "kthread", "mutex", "rcupdate", "slab", "spinlock", "timer",
           "workqueue")
# The field that registers an entry point, its function's parameter, and what the function returns.
FIELDS = {
    "work": ("struct work_struct", "struct work_struct *w", "void", ""),
    "timer": ("struct timer_list", "struct timer_list *t", "void", ""),
    "tasklet": ("struct tasklet_struct", "struct tasklet_struct *t", "void", ""),
    "hrtimer": ("struct hrtimer", "struct hrtimer *t", "enum hrtimer_restart", "\treturn HRTIMER_NORESTART;"),
    "irq_work": ("struct irq_work", "struct irq_work *w", "void", ""),
    "irq": ("int", "int irq, void *data", "irqreturn_t", "\treturn IRQ_HANDLED;"),
    "kthread": ("int", "void *data", "int", "\treturn 0;"),
}


class Writer:
    def __init__(self, program):
        self.program = program
        self.text = []
        self.flags = 0
        self.wrappers = {}

    def line(self, text, indent=0):
        self.text.append("\t" * indent + text)
        return len(self.text)

    def write(self):
        p = self.program
        self.line("// RUN: %check_c %s %t")
        self.line("//")
        self.line(f"// Made by tools/oracle/fuzz, seed {p.seed}.")
        self.line("")
        for header in HEADERS:
            self.line(f"#include <linux/{header}.h>")
        self.line("")
        self.line("static int flag_a, flag_b;")
        self.line("")
        self.line("struct dev {")
        self.line("struct dev *peer;", 1)
        for lock in p.locks:
            self.line(f"{lock.type} {lock.name};", 1)
        for entry in p.entries:
            self.line(f"{FIELDS[entry.context][0]} {entry.context}{entry.number};", 1)
        self.line("};")
        self.line("static struct dev dev, peer;")
        self.line("")
        self.write_wrappers()
        for function in p.functions:
            self.write_function(function)
        for entry in p.entries:
            self.write_entry(entry)
        self.write_setup()
        return "\n".join(self.text) + "\n"

    def write_wrappers(self):
        used = []

        def collect(body):
            for s in body:
                if isinstance(s, Section) and s.how in ("wrapper", "generic"):
                    key = (s.lock.name if s.how == "wrapper" else "", s.form, s.mode)
                    if key not in used:
                        used.append(key)
                        self.write_wrapper(s, key)
                collect(s.body)
                collect(s.other)
        for function in self.program.functions:
            collect(function.body)
        for function in self.program.functions:
            self.ops(function)

    def ops(self, function):
        """A table of operations for a function that is called through one."""
        def called(body):
            return any((isinstance(s, Call) and s.how == "ops" and s.function is function) or called(s.body) or called(s.other)
                       for s in body)
        if any(called(f.body) for f in self.program.functions):
            self.line(f"struct {function.name}_ops {{")
            self.line("void (*run)(struct dev *d, int how);", 1)
            self.line("};")
            self.line(f"static const struct {function.name}_ops {function.name}_ops;")
            self.line("")

    def write_wrapper(self, s, key):
        name, form, mode = key
        parameter, lock = ("struct dev *d", f"&d->{name}") if name else ("spinlock_t *l", "l")
        self.line(f"static void {self.wrapper('lock', s)}({parameter})")
        self.line("{")
        self.line(f"{self.api('lock', s)}({lock});", 1)
        self.line("}")
        self.line(f"static void {self.wrapper('unlock', s)}({parameter})")
        self.line("{")
        self.line(f"{self.api('unlock', s)}({lock});", 1)
        self.line("}")
        self.line("")

    @staticmethod
    def wrapper(verb, s):
        return "_".join(filter(None, ["dev", s.mode if s.lock.kind == "rwlock" else "", verb, s.form,
                                      s.lock.name if s.how == "wrapper" else "it"]))

    @staticmethod
    def api(verb, s):
        if s.lock.kind == "mutex":
            return f"mutex_{verb}"
        prefix = s.mode if s.lock.kind == "rwlock" else s.lock.kind
        form = s.form
        if form == "irqsave" and verb == "unlock":
            form = "irqrestore"
        return f"{prefix}_{verb}" + (f"_{form}" if form else "")

    def write_function(self, function):
        start = len(self.text)
        self.line(f"static void {function.name}(struct dev *d, int how)")
        self.line("{")
        self.body(function.body, 1)
        self.line("}")
        self.line("")
        if any(f"struct {function.name}_ops {{" == t for t in self.text[:start]):
            self.line(f"static const struct {function.name}_ops {function.name}_ops = {{ .run = {function.name} }};")
            self.line("")

    def body(self, body, indent):
        for s in body:
            first = len(self.text) + 1
            marks = self.statement(s, indent)
            s.lines = tuple(marks or (first,))

    def statement(self, s, indent):
        if isinstance(s, Section):
            return self.section(s, indent)
        if isinstance(s, Off):
            before, after = {"bh": ("local_bh_disable();", "local_bh_enable();"),
                             "irq": ("local_irq_disable();", "local_irq_enable();"),
                             "rcu": ("rcu_read_lock();", "rcu_read_unlock();")}.get(s.what, (None, None))
            if s.what == "irqsave":
                self.flags += 1
                self.line("{", indent)
                self.line(f"unsigned long flags{self.flags};", indent + 1)
                self.line("", 0)
                before, after = f"local_irq_save(flags{self.flags});", f"local_irq_restore(flags{self.flags});"
                one = self.line(before, indent + 1)
                self.body(s.body, indent + 1)
                two = self.line(after, indent + 1)
                self.line("}", indent)
                return one, two
            one = self.line(before, indent)
            self.body(s.body, indent)
            return one, self.line(after, indent)
        if isinstance(s, On):
            one = self.line(f"local_{s.what}_enable();", indent)
            self.body(s.body, indent)
            return one, self.line(f"local_{s.what}_disable();", indent)
        if isinstance(s, If):
            one = self.line(f"if ({s.what}) {{", indent)
            self.body(s.body, indent + 1)
            if s.other:
                self.line("} else {", indent)
                self.body(s.other, indent + 1)
            self.line("}", indent)
            return (one,)
        if isinstance(s, Call):
            name = s.function.name
            if s.how == "ops":
                return (self.line(f"{name}_ops.run(d, {s.value});", indent),)
            if s.how == "argument":
                return (self.line(f"run_it({name}, d, {s.value});", indent),)
            return (self.line(f"{name}(d, {s.value});", indent),)
        return (self.line({"msleep": "msleep(1);", "might_sleep": "might_sleep();",
                           "kmalloc": "kfree(kmalloc(16, GFP_KERNEL));"}[s.what], indent),)

    def section(self, s, indent):
        lock = f"&d->{s.lock.name}"
        if s.how in ("wrapper", "generic"):
            argument = "d" if s.how == "wrapper" else lock
            one = self.line(f"{self.wrapper('lock', s)}({argument});", indent)
            self.body(s.body, indent)
            return one, self.line(f"{self.wrapper('unlock', s)}({argument});", indent)
        if s.how == "guard":
            name = {"spin": "spinlock", "raw_spin": "raw_spinlock", "mutex": "mutex", "rwlock": f"{s.mode}_lock"}[s.lock.kind]
            self.line("{", indent)
            one = self.line(f"guard({name}{'_' + s.form if s.form else ''})({lock});", indent + 1)
            self.body(s.body, indent + 1)
            self.line("}", indent)
            return (one,)
        if s.how == "nested":
            if s.form == "bh":
                self.line("local_bh_disable();", indent)
            one = self.line(f"spin_lock_nested(&d->peer->{s.lock.name}, SINGLE_DEPTH_NESTING);", indent)
            self.body(s.body, indent)
            two = self.line(f"spin_unlock(&d->peer->{s.lock.name});", indent)
            return (one, two) if s.form != "bh" else (one - 1, one, two, self.line("local_bh_enable();", indent))
        scoped = s.form == "irqsave"
        flags = ""
        if scoped:
            self.flags += 1
            self.line("{", indent)
            indent += 1
            flags = f", flags{self.flags}"
            self.line(f"unsigned long flags{self.flags};", indent)
            self.line("")
        if s.how == "try":
            verb = {"rwlock": f"{s.mode}_trylock"}.get(s.lock.kind, f"{s.lock.kind}_trylock")
            one = self.line(f"if ({verb}{'_' + s.form if s.form else ''}({lock}{flags})) {{", indent)
            self.body(s.body, indent + 1)
            two = self.line(f"{self.api('unlock', s)}({lock}{flags});", indent + 1)
            self.line("}", indent)
        else:
            one = self.line(f"{self.api('lock', s)}({lock}{flags});", indent)
            self.body(s.body, indent)
            two = self.line(f"{self.api('unlock', s)}({lock}{flags});", indent)
        if scoped:
            self.line("}", indent - 1)
        return one, two

    def write_entry(self, entry):
        _, parameter, result, end = FIELDS[entry.context]
        field = f"{entry.context}{entry.number}"
        self.line(f"static {result} on_{field}({parameter})")
        self.line("{")
        if entry.context in ("irq", "kthread"):
            self.line("struct dev *d = data;", 1)
        else:
            self.line(f"struct dev *d = container_of({parameter.split('*')[1]}, struct dev, {field});", 1)
        self.line("")
        self.line(f"{entry.function.name}(d, 0);", 1)
        self.line(f"{entry.function.name}(d, 1);", 1)
        if end:
            self.line(end)
        self.line("}")
        self.line("")

    REGISTER = {
        "work": "INIT_WORK(&d->{field}, {function});",
        "timer": "timer_setup(&d->{field}, {function}, 0);",
        "tasklet": "tasklet_setup(&d->{field}, {function});",
        "hrtimer": "hrtimer_init(&d->{field}, CLOCK_MONOTONIC, HRTIMER_MODE_REL);\n\td->{field}.function = {function};",
        "irq_work": "init_irq_work(&d->{field}, {function});",
        "irq": 'd->{field} = request_irq(5, {function}, 0, "demo", d);',
        "kthread": 'kthread_run({function}, d, "demo");',
    }
    HELPER = {
        "work": "work_func_t function",
        "timer": "void (*function)(struct timer_list *)",
        "tasklet": "void (*function)(struct tasklet_struct *)",
        "hrtimer": "enum hrtimer_restart (*function)(struct hrtimer *)",
        "irq_work": "void (*function)(struct irq_work *)",
        "irq": "irq_handler_t function",
        "kthread": "int (*function)(void *)",
    }

    def register(self, entry, function):
        field = f"{entry.context}{entry.number}"
        for text in self.REGISTER[entry.context].format(field=field, function=function).split("\n"):
            self.line(text.strip(), 1)

    def write_setup(self):
        for entry in self.program.entries:
            if entry.helper:
                self.line(f"static void register{entry.number}(struct dev *d, {self.HELPER[entry.context]})")
                self.line("{")
                self.register(entry, "function")
                self.line("}")
                self.line("")
        self.line("void demo_setup(struct dev *d);")
        self.line("void demo_setup(struct dev *d)")
        self.line("{")
        for entry in self.program.entries:
            if entry.context in ("kthread", "irq"):
                continue
            self.register_one(entry)
        self.line("}")
        self.line("")
        # A thread runs at once, and the oracle calls handlers itself.
        for entry in self.program.entries:
            if entry.context in ("kthread", "irq"):
                self.line(f"void demo_start{entry.number}(struct dev *d);")
                self.line(f"void demo_start{entry.number}(struct dev *d)")
                self.line("{")
                self.register_one(entry)
                self.line("}")
                self.line("")
        self.line("#ifdef LOCKCTX_ORACLE")
        self.line("static void init_dev(struct dev *d)")
        self.line("{")
        for lock in self.program.locks:
            self.line(f"{lock.init}(&d->{lock.name});", 1)
        self.line("}")
        self.line("")
        self.line("ORACLE_CASE(all)")
        self.line("{")
        self.line("init_dev(&dev);", 1)
        self.line("init_dev(&peer);", 1)
        self.line("dev.peer = &peer;", 1)
        self.line("peer.peer = &dev;", 1)
        self.line("demo_setup(&dev);", 1)
        self.line("for (flag_a = 0; flag_a < 2; flag_a++) {", 1)
        self.line("for (flag_b = 0; flag_b < 2; flag_b++) {", 2)
        for entry in self.program.entries:
            field = f"{entry.context}{entry.number}"
            if entry.context == "kthread":
                self.line(f"oracle_task(on_{field}, &dev);", 3)
            elif entry.context == "irq":
                self.line(f"oracle_hardirq(on_{field}, 5, &dev);", 3)
            else:
                self.line(f"oracle_fire(&dev.{field});", 3)
        self.line("}", 2)
        self.line("}", 1)
        self.line("}")
        self.line("#endif")

    def register_one(self, entry):
        field = f"{entry.context}{entry.number}"
        if entry.helper:
            self.line(f"register{entry.number}(d, on_{field});", 1)
        else:
            self.register(entry, f"on_{field}")


RUN_IT = ["static void run_it(void (*function)(struct dev *d, int how), struct dev *d, int how)", "{",
          "\tfunction(d, how);", "}", ""]


def write(program):
    """The C of a program; sets `lines` of its statements. Functions that nothing reaches are left out."""
    prune(program)
    writer = Writer(program)
    if any(calls_as(f.body, "argument") for f in program.functions):
        original = writer.write_wrappers

        def with_run_it():
            writer.text.extend(RUN_IT)
            original()
        writer.write_wrappers = with_run_it
    return writer.write()


def calls_as(body, how):
    return any((isinstance(s, Call) and s.how == how) or calls_as(s.body, how) or calls_as(s.other, how) for s in body)


def prune(program):
    reached = set()

    def visit(function):
        if id(function) not in reached:
            reached.add(id(function))
            calls(function.body)

    def calls(body):
        for s in body:
            if isinstance(s, Call):
                visit(s.function)
            calls(s.body)
            calls(s.other)
    for entry in program.entries:
        visit(entry.function)
    program.functions = [f for f in program.functions if id(f) in reached]
    used = set()

    def locks(body):
        for s in body:
            if isinstance(s, Section):
                used.add(s.lock.name)
            locks(s.body)
            locks(s.other)
    for f in program.functions:
        locks(f.body)
    program.locks = [l for l in program.locks if l.name in used]


def live(program):
    """Takes out what the oracle's case never executes: lockctx judges that too, lockdep cannot."""
    executed = set()

    def run(body, here):
        for s in body:
            executed.add(id(s))
            if isinstance(s, If):
                taken = {"flag_a": here["a"], "!flag_a": not here["a"], "flag_b": here["b"], "how": here["how"],
                         "in_hardirq()": here["level"] == 2, "in_interrupt()": here["level"] > 0 or here["bh"] > 0,
                         "irqs_disabled()": here["irq"]}[s.what]
                run(s.body if taken else s.other, here)
            elif isinstance(s, Call):
                how, here["how"] = here["how"], s.value
                run(s.function.body, here)
                here["how"] = how
            else:
                form = s.form if isinstance(s, Section) else s.what if isinstance(s, Off) else ""
                irq = here["irq"]
                here["bh"] += form == "bh"
                here["irq"] |= form.startswith("irq")
                if isinstance(s, On):
                    here["bh"] -= s.what == "bh"
                    here["irq"] &= s.what != "irq"
                run(s.body, here)
                here["bh"] -= form == "bh"
                here["irq"] = False if form == "irq" else irq if form == "irqsave" else here["irq"]
                if isinstance(s, On):
                    here["bh"] += s.what == "bh"
                    here["irq"] |= s.what == "irq"

    for entry in program.entries:
        level = LEVEL[entry.context]
        for number in range(8):
            run(entry.function.body, {"a": number & 1, "b": number & 2, "how": number & 4, "level": level, "bh": 0,
                                      "irq": level == 2})

    def keep(body):
        for s in body:
            s.body, s.other = keep(s.body), keep(s.other)
        return [s for s in body if id(s) in executed]
    for function in program.functions:
        function.body = keep(function.body)
    return program


def weaken(program, chance):
    """Makes one acquisition that keeps an interrupt away a plain one: what the rules are about."""
    found = []

    def collect(body):
        for s in body:
            if isinstance(s, Section) and s.form and s.lock.level:
                found.append(s)
            collect(s.body)
            collect(s.other)
    for function in program.functions:
        collect(function.body)
    if found and chance.random() < 0.7:
        weakened = chance.choice(found)
        weakened.form = ""
        if weakened.how == "guard" and weakened.lock.kind == "rwlock":
            weakened.how = "plain"  # there is no such guard
    return program


def generate(seed):
    generator = Generator(seed)
    return live(weaken(generator.make(), generator.random))
