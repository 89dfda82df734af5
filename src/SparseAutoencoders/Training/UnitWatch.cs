namespace SparseAutoencoders;

/// <summary>Looks now and then, between epochs or iterations, for units that carry nothing, and where that is asked for has them begin anew.</summary>
/// <remarks>A look stops at the first rows by which every unit has been seen to vary: where nothing is wrong, it costs one block of rows. What a
/// look finds depends on the parameters and the rows alone, so it is the same for any number of threads and in a run that was gone on with.</remarks>
internal sealed class UnitWatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Looks = 10;                                // a run, about

    /// <summary>From here on a unit would not have the time to learn anything: it is only reported.</summary>
    private const double LastRevival = 0.8, LastOfFewCodes = 0.9;

    private readonly Network<T> _network;
    private readonly PreparedRows<T> _rows;
    private readonly bool _revive;
    private readonly int _total, _every;
    private readonly CancellationToken _cancellation;
    private readonly List<Revival> _revivals = [];
    private int _dead = -1;
    private (int Done, IReadOnlyList<IdleUnit> Idle)? _last;     // look, after which the parameters stayed as they were
    private Pass<T>? _values;

    /// <param name="network">Whose units.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="revive">Units that carry nothing begin anew.</param>
    /// <param name="total">Epochs or iterations of the run.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    public UnitWatch(Network<T> network, PreparedRows<T> rows, bool revive, int total, CancellationToken cancellation)
    {
        (_network, _rows, _revive, _total, _cancellation) = (network, rows, revive, total, cancellation);
        _every = Math.Max(1, total / Looks);
    }

    /// <summary>Dead units at the last look, before any began anew; null before the first.</summary>
    public int? DeadUnits => _dead < 0 ? null : _dead;

    /// <summary>Units that have begun anew; whether it helped is not known yet.</summary>
    public IReadOnlyList<Revival> Revivals => _revivals;

    /// <summary>Names what has begun anew.</summary>
    public void KeepIn(SavedState state)
    {
        state.Keep("units.dead", ref _dead, -1, _network.Parameters.HiddenUnits);
        var numbers = state.KeepList("units.revivals", [.. _revivals.SelectMany(one => (double[])[one.Done, one.Unit, (int)one.Cause, one.TwinOf ?? -1, one.Row])], 5);
        if (!state.Restoring) return;
        _revivals.Clear();
        var units = _network.Parameters.HiddenUnits;
        foreach (var n in numbers.Chunk(5))
        {
            var (unit, twin) = (Whole(n[1], 0, units - 1), Whole(n[3], -1, units - 1));
            _revivals.Add(new Revival(Whole(n[0], 1, _total), unit, (IdleCause)Whole(n[2], 0, (int)IdleCause.Twin), twin < 0 ? null : twin, Whole(n[4], 0, _rows.Count - 1), Helped: false));
        }

        int Whole(double number, int least, int most) => (int)state.Whole("units.revivals", number, least, most);
    }

    /// <summary>Looks, if it is time, and revives.</summary>
    /// <param name="done">Epochs or iterations done.</param>
    /// <param name="forget">Clears the optimizer's memory of a unit.</param>
    /// <param name="say">Takes a sentence about what was found and done.</param>
    /// <returns>True if parameters were changed.</returns>
    public bool Look(int done, Action<int> forget, Action<string> say)
    {
        if (done % _every != 0) return false;
        var idle = Find();
        _last = (done, idle);
        _dead = idle.Count(unit => unit.Cause != IdleCause.Twin);
        if (idle.Count == 0 || !_revive || done > (_network.Options.Sparsity.CodesAreSparse ? LastOfFewCodes : LastRevival) * _total) return false;
        var reviver = new UnitReviver<T>(_network, _rows, Values(), _cancellation);
        var begun = reviver.Run(idle);
        foreach (var (unit, row) in begun)
        {
            forget(unit.Unit);
            _revivals.Add(new Revival(done, unit.Unit, unit.Cause, unit.TwinOf, row, Helped: false));
        }
        _last = null;
        say(string.Create(CultureInfo.InvariantCulture, $"{Words(idle)}; {begun.Count} of them begin anew, towards the rows that are rebuilt worst"));
        return begun.Count > 0;
    }

    /// <summary>Units that carry nothing when all epochs or iterations are done.</summary>
    /// <param name="done">How many that were.</param>
    /// <param name="changed">The parameters have changed since the last of them.</param>
    public IReadOnlyList<IdleUnit> FindLast(int done, bool changed) => CodesAreSparse ? FindSilent(CreatePass(training: false))      // by the thresholds as they are in use
        : !changed && _last is { } last && last.Done == done ? last.Idle : Find();

    /// <summary>Units that carry nothing over the training rows, as the parameters are.</summary>
    public IReadOnlyList<IdleUnit> Find()
    {
        var values = Values();
        if (CodesAreSparse) return FindSilent(values);
        var searches = Enumerable.Range(0, _network.Shards.Own).Select(_ => new IdleUnitSearch<T>(_network.Parameters.HiddenUnits)).ToArray();
        foreach (var _ in values.Through(_rows, _cancellation))
        {
            if (searches[values.Shard].IsOver) continue;
            _network.Encode(values);
            searches[values.Shard].Add(values.Codes);
            if (searches.All(search => search.IsOver)) break;
        }
        return _network.Shards.Total(searches).Found();
    }

    private IReadOnlyList<IdleUnit> FindSilent(Pass<T> values)
    {
        var units = _network.Parameters.HiddenUnits;
        var still = Enumerable.Range(0, units).ToList();
        foreach (var _ in values.Through(_rows, _cancellation))
        {
            _network.Encode(values);
            still.RemoveAll(l => values.UnitSums[units + l] > 0);
            if (still.Count == 0) break;
        }
        var everywhere = _network.Shards.Gather<int>(CollectionsMarshal.AsSpan(still)).GroupBy(l => l).Where(machines => machines.Count() == _network.Shards.Group.Count).Select(machines => machines.Key);
        still = [.. everywhere.Order()];
        return [.. still.Select(l => new IdleUnit(l, IdleCause.StuckAtZero))];
    }

    private static string Words(IReadOnlyList<IdleUnit> idle)
    {
        var kinds = idle.GroupBy(unit => unit.Cause).OrderBy(kind => kind.Key).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Count()} {kind.Key switch
        {
            IdleCause.NeverVaries => "never vary",
            IdleCause.StuckAtZero => "stuck at 0",
            IdleCause.StuckAtOne => "stuck at 1",
            _ => "twins of others",
        }}"));
        return $"{idle.Count} units carry nothing ({string.Join(", ", kinds)})";
    }

    private bool CodesAreSparse => _network.Options.Sparsity.CodesAreSparse;

    private Pass<T> Values() => _values ??= CreatePass(training: CodesAreSparse);

    private Pass<T> CreatePass(bool training) => _network.CreatePass(Math.Min(BlockSizes.Rows, _rows.Count), training);
}
