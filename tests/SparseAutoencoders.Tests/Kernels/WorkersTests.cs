namespace SparseAutoencoders.Tests.Kernels;

public sealed class WorkersTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(7)]
    public void Run_does_every_task_once(int threads)
    {
        using var workers = new Workers(threads);
        for (var tasks = 0; tasks < 300; tasks++)
        {
            var done = new int[tasks];
            workers.Run(tasks, new Count(done));
            Assert.All(done, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Run_with_two_threads_has_two_tasks_under_way_at_once()
    {
        using var workers = new Workers(2);
        using var both = new Barrier(2);
        workers.Run(2, new Meet(both)); // each task waits for the other: one thread alone would never return
        Assert.Equal(1, both.CurrentPhaseNumber);
    }

    [Fact]
    public void Run_gives_each_thread_neighbouring_tasks()
    {
        using var workers = new Workers(2);
        using var both = new Barrier(2);                          // in step, so that neither comes to help the other
        var by = new int[20];
        workers.Run(20, new Note(by, both));
        Assert.All(by[..10], thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
        Assert.All(by[10..], thread => Assert.NotEqual(Environment.CurrentManagedThreadId, thread));
    }

    [Fact]
    public void Run_with_more_threads_than_processors_wakes_all_each_time()
    {
        var threads = Environment.ProcessorCount + 2; // so many fall asleep at once after each call
        using var workers = new Workers(threads);
        using var all = new Barrier(threads);
        for (var i = 0; i < 200; i++) workers.Run(threads, new Meet(all));
        Assert.Equal(200, all.CurrentPhaseNumber);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Run_whose_task_throws_throws_that_and_works_again(int threads)
    {
        using var workers = new Workers(threads);
        for (var i = 0; i < 50; i++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => workers.Run(40, new Fail(i % 40)));
            Assert.Equal($"task {i % 40}", error.Message);
            var done = new int[40];
            workers.Run(40, new Count(done));
            Assert.All(done, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Run_by_several_callers_at_once_does_every_task_once()
    {
        using var workers = new Workers(3);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 6 }, call =>
        {
            var done = new int[call];
            workers.Run(call, new Count(done));
            Assert.All(done, times => Assert.Equal(1, times));
        });
    }

    [Fact]
    public void Run_inside_a_task_does_every_task_once()
    {
        using var workers = new Workers(3);
        var done = new int[30 * 20];
        workers.Run(30, new Nest(workers, done));
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Run_after_dispose_is_done_by_the_caller()
    {
        var workers = new Workers(3);
        workers.Dispose();
        workers.Dispose();
        var caller = Environment.CurrentManagedThreadId;
        workers.Run(10, new OnThread(caller));
    }

    [Fact]
    public void Shared_survives_dispose()
    {
        Workers.Shared.Dispose();
        var done = new int[10];
        Workers.Shared.Run(10, new Count(done));
        Assert.All(done, times => Assert.Equal(1, times));
        Assert.Equal(Environment.ProcessorCount, Workers.Shared.Threads);
    }

    [Fact]
    public void Run_allocates_nothing()
    {
        using var workers = new Workers(2);
        var done = new int[10];
        Assert.Equal(0, Allocations.OfTenCalls(() => workers.Run(10, new Count(done))));
    }

    [Fact]
    public void Threads_negative_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(-1));

    private readonly struct Count(int[] done) : IParallelBody
    {
        public void Invoke(int task) => Interlocked.Increment(ref done[task]);
    }

    private readonly struct Meet(Barrier barrier) : IParallelBody
    {
        public void Invoke(int task) => barrier.SignalAndWait(TestContext.Current.CancellationToken);
    }

    private readonly struct Note(int[] by, Barrier barrier) : IParallelBody
    {
        public void Invoke(int task)
        {
            by[task] = Environment.CurrentManagedThreadId;
            barrier.SignalAndWait(TestContext.Current.CancellationToken);
        }
    }

    private readonly struct Fail(int at) : IParallelBody
    {
        public void Invoke(int task)
        {
            if (task == at) throw new InvalidOperationException($"task {task}");
        }
    }

    private readonly struct Nest(Workers workers, int[] done) : IParallelBody
    {
        public void Invoke(int task) => workers.Run(20, new CountFrom(done, task * 20));
    }

    private readonly struct CountFrom(int[] done, int first) : IParallelBody
    {
        public void Invoke(int task) => Interlocked.Increment(ref done[first + task]);
    }

    private readonly struct OnThread(int thread) : IParallelBody
    {
        public void Invoke(int task) => Assert.Equal(thread, Environment.CurrentManagedThreadId);
    }
}
