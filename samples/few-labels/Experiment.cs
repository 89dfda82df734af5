using System.Collections.Concurrent;

namespace FewLabels;

/// <summary>Accuracies of one way to see the images, with a number of labels: one a draw.</summary>
internal sealed record Result(string Features, int Labels, IReadOnlyList<double> Accuracies)
{
    public double Mean => Accuracies.Average();

    /// <summary>Standard deviation over draws; 0 for one.</summary>
    public double Spread => Accuracies.Count < 2 ? 0 : Math.Sqrt(Accuracies.Sum(accuracy => (accuracy - Mean) * (accuracy - Mean)) / (Accuracies.Count - 1));
}

/// <summary>Learns features without labels, then classifiers with few.</summary>
internal static class Experiment
{
    /// <summary>Runs it. All ways see the same labels.</summary>
    public static IReadOnlyList<Result> Run(Plan plan, TextWriter log)
    {
        var ways = Features.Learn(plan);
        var tasks = from labels in plan.Labels
                    from draw in Enumerable.Range(1, plan.Draws)
                    from way in ways
                    select (Way: way, Labels: labels, Draw: draw);
        var results = new ConcurrentDictionary<(string Way, int Labels, int Draw), double>();
        Parallel.ForEach(tasks, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, task =>
        {
            var order = Enumerable.Range(0, plan.Training.Classes.Length).ToArray();
            new Random(task.Draw).Shuffle(order);
            var (accuracy, decay) = Classifier.Judge(task.Way, plan.Training.Classes, plan.Test.Classes, order[..task.Labels], plan.Decays);
            results[(task.Way.Name, task.Labels, task.Draw)] = accuracy;
            lock (log) log.WriteLine($"{task.Labels} labels, draw {task.Draw}, {task.Way.Name}: {accuracy:F4} (weight decay {decay})");
        });
        return [.. from labels in plan.Labels
                   from way in ways
                   select new Result(way.Name, labels, [.. Enumerable.Range(1, plan.Draws).Select(draw => results[(way.Name, labels, draw)])])];
    }
}
