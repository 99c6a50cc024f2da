/* Array transfer in plain C: read() and write() between a socket and one block of memory.

       array bounce|sender|receiver HOST PORT [RESULT]

   Type, shape and layout come by WIREPROOF_ARR_*; each client has a thread and a block of its own. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_AXES = 32, GATHERED = 1 << 16 };

static char kind, typestr[16], layout = 'c';
static size_t width, items = 1, axes, shape[MOST_AXES];
static const char *role, *result;
static unsigned char *source;

static int read_all(int stream, unsigned char *to, size_t missing)
{
    while (missing) {
        ssize_t taken = read(stream, to, missing);
        if (taken <= 0)
            return 0;
        to += taken;
        missing -= (size_t)taken;
    }
    return 1;
}

static int write_all(int stream, const unsigned char *from, size_t unsent)
{
    while (unsent) {
        ssize_t taken = write(stream, from, unsent);
        if (taken < 0)
            return 0;
        from += taken;
        unsent -= (size_t)taken;
    }
    return 1;
}

/* Where the item lies that is the index-th in logical order. */
static size_t place(size_t index)
{
    size_t at = 0, step = 1;
    if (layout == 's')
        return 2 * index; /* strided: a gap after each item */
    if (layout == 'r' && axes)
        return items - 1 - index; /* reversed */
    if (layout != 'f' && layout != 't')
        return index;
    size_t position[MOST_AXES];
    for (size_t axis = axes; axis-- > 0; index /= shape[axis])
        position[axis] = index % shape[axis];
    for (size_t axis = 0; axis < axes; step *= shape[axis++])
        at += position[axis] * step; /* the first axis runs fastest */
    return at;
}

static void put(unsigned char *at, size_t number)
{
    uint8_t u1 = (uint8_t)(number % 251);
    int32_t i4 = (int32_t)number;
    float f4 = (float)number;
    double f8 = (double)number;
    memcpy(at, kind == 'f' ? (width == 4 ? (void *)&f4 : (void *)&f8)
                           : (width == 1 ? (void *)&u1 : (void *)&i4), width);
}

static void fill(void)
{
    size_t room = 2 * items * width + 1;
    source = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (source == MAP_FAILED || !strchr("uif", kind) || (width != 1 && width != 4 && width != 8)) {
        fputs("this sender counts in u1, i4, f4 and f8\n", stderr);
        exit(2);
    }
    for (size_t index = 0; index < items; index++)
        put(source + place(index) * width, index);
    if (!strcmp(getenv("WIREPROOF_ARR_LAYOUT") ? getenv("WIREPROOF_ARR_LAYOUT") : "", "readonly"))
        mprotect(source, room, PROT_READ);
}

static void send_source(int stream)
{
    unsigned char gathered[GATHERED];
    size_t at_once = GATHERED / width;
    if (!strchr("sftr", layout)) {
        write_all(stream, source, items * width);
        return;
    }
    for (size_t first = 0; first < items; first += at_once) {
        size_t count = items - first < at_once ? items - first : at_once;
        for (size_t index = 0; index < count; index++)
            memcpy(gathered + index * width, source + place(first + index) * width, width);
        if (!write_all(stream, gathered, count * width))
            return;
    }
}

/* The digest is that of sha256sum(1), fed through a pipe. */
static void leave_verdict(const unsigned char *block, int whole)
{
    char draft[4096], command[4300], digest[65] = "";
    snprintf(draft, sizeof draft, "%s.%lx", result, (unsigned long)pthread_self());
    if (whole) {
        snprintf(command, sizeof command, "sha256sum > '%s.sum'", draft);
        FILE *sum = popen(command, "w");
        fwrite(block, 1, items * width, sum);
        pclose(sum);
        snprintf(command, sizeof command, "%s.sum", draft);
        sum = fopen(command, "r");
        whole = sum && fscanf(sum, "%64s", digest) == 1;
        if (sum)
            fclose(sum);
    }
    FILE *verdict = fopen(draft, "w");
    if (!verdict)
        return;
    if (whole)
        fprintf(verdict, "{\"ok\": true, \"dtype\": \"%s\", \"order\": \"C\", \"sha256\": \"%s\"}",
                typestr, digest);
    else
        fputs("{\"ok\": false, \"error\": \"truncated\"}", verdict);
    fclose(verdict);
    rename(draft, result);
}

static void *serve(void *client)
{
    int stream = (int)(intptr_t)client;
    unsigned char *block = malloc(items * width + 1);
    if (*role == 's')
        send_source(stream);
    else if (*role == 'r')
        leave_verdict(block, read_all(stream, block, items * width));
    else
        while (items && read_all(stream, block, items * width))
            if (!write_all(stream, block, items * width))
                break;
    free(block);
    close(stream);
    return NULL;
}

static void *accept_all(void *listener)
{
    for (;;) {
        pthread_t thread;
        int client = accept4((int)(intptr_t)listener, NULL, NULL, SOCK_CLOEXEC);
        if (client >= 0 && pthread_create(&thread, NULL, serve, (void *)(intptr_t)client) == 0)
            pthread_detach(thread);
    }
    return NULL;
}

static void agree(void)
{
    const char *type = getenv("WIREPROOF_ARR_DTYPE"), *lengths = getenv("WIREPROOF_ARR_SHAPE");
    char order;
    snprintf(typestr, sizeof typestr, "%s", type ? type : "<f8");
    if (sscanf(typestr, "%c%c%zu", &order, &kind, &width) != 3 || !strchr("biufc", kind) || !width) {
        fprintf(stderr, "%s is no plain type\n", typestr);
        exit(2);
    }
    char *text = strdup(lengths ? lengths : "1000");
    for (char *one = strtok(text, ","); one && axes < MOST_AXES; one = strtok(NULL, ","))
        items *= shape[axes++] = strtoull(one, NULL, 10);
    if (getenv("WIREPROOF_ARR_LAYOUT"))
        layout = *getenv("WIREPROOF_ARR_LAYOUT");
    if (getenv("WIREPROOF_ARR_LAYOUT") && !strcmp(getenv("WIREPROOF_ARR_LAYOUT"), "readonly"))
        layout = 'c';
}

int main(int count, char **words)
{
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t size = sizeof here;
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (count < 4)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    role = words[1];
    result = count > 4 ? words[4] : "";
    agree();
    if (*role == 's')
        fill();
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    inet_pton(AF_INET, words[2], &here.sin_addr);
    here.sin_port = htons((uint16_t)atoi(words[3]));
    if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 128))
        return 1;
    getsockname(listener, (struct sockaddr *)&here, &size);
    printf("{\"listening\": {\"host\": \"%s\", \"port\": %d}}\n", words[2], ntohs(here.sin_port));
    fflush(stdout);
    pthread_t thread;
    pthread_create(&thread, NULL, accept_all, (void *)(intptr_t)listener);
    while (getchar() != EOF)
        ;
    return 0;
}
