namespace SparseAutoencoders;

/// <summary>Rows prepared once for all runs that have them prepared alike; held for as long as one of these is still to come.</summary>
/// <param name="runs">All runs there will be.</param>
/// <param name="threads">Threads that prepare.</param>
internal sealed class SharedPreparations(IEnumerable<TrainingOptions> runs, int threads)
{
    private readonly Dictionary<object, Place> _places = runs.GroupBy(Key).ToDictionary(alike => alike.Key, alike => new Place { Left = alike.Count() });

    /// <summary>Equal for options by which rows are prepared alike.</summary>
    public static object Key(TrainingOptions options) => (options.Scaling, options.Sparsity.ScalesEachRow, options.Impute, options.Precision, options.Decoder == OutputFunction.Sigmoid, options.KeptMegabytes, options.Shards, options.Validation,
        options.Validation > 0 ? options.Seed : 0);

    /// <summary>Rows prepared for a run; others with the same wait until they are.</summary>
    public Preparation<T> Of<T>(IRows rows, TrainingOptions options, ScalingWork work) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var place = _places[Key(options)];
        lock (place.Gate)
        {
            if (place.Prepared is null)
            {
                using var all = new Workers(threads) { Shards = work.Workers.Shards };
                place.Prepared = Preparation<T>.Of(rows, options, digested: true, work.With(all));
            }
            var prepared = (Preparation<T>)place.Prepared;
            return prepared with { Rows = prepared.Rows.With(work.Workers) };
        }
    }

    /// <summary>A run has ended, however it did.</summary>
    public void Release(TrainingOptions options)
    {
        var place = _places[Key(options)];
        lock (place.Gate)
            if (--place.Left == 0) place.Prepared = null;
    }

    private sealed class Place
    {
        public readonly Lock Gate = new();
        public object? Prepared;
        public int Left;
    }
}
