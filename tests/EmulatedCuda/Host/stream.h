// Streams, graphs and events. What a stream is given is done as late as the model allows: when somebody waits for it. So a wait that is missing shows.
#pragma once
#include "machine.h"
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

// What a stream does: it gets the seed for the order in which threads run.
typedef std::function<Outcome(std::uint64_t seed)> Task;

struct Event
{
    // The stream that was to record it, and how far that has to get; microseconds when it did.
    struct Stream* stream = nullptr;
    std::uint64_t place = 0;
    double time = 0;
};

struct Graph { std::vector<Task> tasks; };

struct Stream
{
    // Queues a task, or notes it in the graph that is being captured.
    void add(Task task);

    // Does everything up to a number of tasks since the stream began.
    Outcome run(std::uint64_t end);
    Outcome run() { return run(UINT64_MAX); }

    // Queues the recording of an event.
    void record(Event& event);

    void begin_capture() { captured = std::make_unique<Graph>(); }
    std::unique_ptr<Graph> end_capture() { return std::move(captured); }
    bool is_capturing() const { return captured != nullptr; }

private:
    std::recursive_mutex gate;
    std::deque<Task> queue;
    std::uint64_t done = 0, added = 0;
    std::unique_ptr<Graph> captured;
};
