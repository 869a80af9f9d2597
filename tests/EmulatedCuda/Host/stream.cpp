#include "stream.h"
#include <chrono>

void Stream::add(Task task)
{
    const std::lock_guard<std::recursive_mutex> lock(gate);
    if (captured)
    {
        captured->tasks.push_back(std::move(task));
        return;
    }

    queue.push_back(std::move(task));
    added++;
}

Outcome Stream::run(std::uint64_t end)
{
    const std::lock_guard<std::recursive_mutex> lock(gate);
    while (!queue.empty() && done < end)
    {
        const Task task = std::move(queue.front());
        queue.pop_front();
        const Outcome outcome = task(++done);
        if (outcome.code != 0)
        {
            // As on a device, nothing behind a failure is done.
            done += queue.size();
            queue.clear();
            return outcome;
        }
    }

    return {};
}

void Stream::record(Event& event)
{
    add([&event](std::uint64_t)
    {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        event.time = std::chrono::duration<double, std::micro>(now).count();
        return Outcome();
    });
    const std::lock_guard<std::recursive_mutex> lock(gate);
    event.stream = this;
    event.place = added;
}
