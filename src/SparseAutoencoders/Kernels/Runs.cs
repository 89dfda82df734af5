namespace SparseAutoencoders.Kernels;

/// <summary>Work on units that lie in a row, in tasks: a part for each thread, one after the other, so that a thread finds in its cache what it worked on before,
/// and in each part runs of neighbouring units: half of what is left, but no more than fit the cache. What a run needs is read once for all its units; the short
/// runs at the end let threads finish together.</summary>
/// <param name="parts">Parts, at least 1.</param>
/// <param name="units">Units of the longest part. Others may have fewer: their last tasks have then little or nothing to do.</param>
/// <param name="most">Units of a run at most.</param>
internal readonly struct Runs(int parts, int units, int most)
{
    /// <summary>Tasks of all parts.</summary>
    public int Tasks => parts * TasksOfPart(units);

    /// <summary>What a task is: units <c>First</c> to <c>End</c> − 1 of a part.</summary>
    public (int Part, int First, int End) Of(int task)
    {
        var tasks = TasksOfPart(units);
        var left = units;
        for (var before = task % tasks; before > 0; before--) left -= Length(left);
        return (task / tasks, units - left, units - left + Length(left));
    }

    private int TasksOfPart(int left)
    {
        var tasks = 0;
        for (; left > 0; left -= Length(left)) tasks++;
        return tasks;
    }

    private int Length(int left) => Math.Min(parts == 1 ? left : (left + 1) / 2, most);
}
