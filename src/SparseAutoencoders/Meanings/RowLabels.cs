namespace SparseAutoencoders;

/// <summary>What rows are known to be: one of some classes each, or a number.</summary>
internal sealed class RowLabels
{
    // Whole numbers with no more values are classes.
    private const int MostNumberedClasses = 50;

    private const int MostClasses = 1000;

    private RowLabels(IReadOnlyList<string> names, int[] classes, double[]? numbers) => (Names, Classes, Numbers) = (names, classes, numbers);

    /// <summary>The classes' names, sorted; empty where labels are numbers.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Each row's class; -1 for one without a label.</summary>
    public int[] Classes { get; }

    /// <summary>Each row's number, NaN for one without; null where labels are classes.</summary>
    public double[]? Numbers { get; }

    /// <summary>Rows of each class.</summary>
    public int[] Counts => [.. Names.Select((_, c) => Classes.Count(of => of == c))];

    /// <summary>The labels of some rows; classes stay those of all.</summary>
    public RowLabels Part(int[] rows) => new(Names, [.. rows.Select(row => Classes[row])], Numbers is { } numbers ? [.. rows.Select(row => numbers[row])] : null);

    /// <summary>Looks at the labels: they are numbers if all are, and not whole ones with few values.</summary>
    /// <exception cref="InvalidDataException">There is none, all are the same, or there are too many classes.</exception>
    public static RowLabels Of(IRowTexts labels, CancellationToken cancellation)
    {
        var (known, classes) = (new Dictionary<string, int>(), new int[labels.Count]);
        for (var row = 0; row < labels.Count; row++)
        {
            if (row % 1024 == 0) cancellation.ThrowIfCancellationRequested();
            var label = labels[row].Trim();
            if (label.Length == 0)
            {
                classes[row] = -1;
                continue;
            }
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(known, label, out var there);
            if (!there) place = known.Count - 1;
            classes[row] = place;
        }
        if (known.Count < 2)
            throw new InvalidDataException($"labels: {(known.Count == 0 ? "no row has one" : $"all rows have the same one ('{MessageText.Visible(known.Keys.First())}')")}, so that there is nothing to be told apart. Give each row its own (`Labels`).");
        string[] found = [.. known.Keys];
        var numbers = new double[found.Length];
        var areNumbers = found.Index().All(label => double.TryParse(label.Item, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[label.Index]) && double.IsFinite(numbers[label.Index]));
        if (areNumbers && (found.Length > MostNumberedClasses || !numbers.All(double.IsInteger)))
            return new([], classes, [.. classes.Select(place => place < 0 ? double.NaN : numbers[place])]);
        if (found.Length > MostClasses)
            throw new InvalidDataException($"labels: there are {found.Length} different ones, and at most {MostClasses} classes are told apart. Give each row its class; texts of many kinds are captions (`Captions`).");
        int[] order = [.. Enumerable.Range(0, found.Length)];
        if (areNumbers) Array.Sort([.. numbers], order);
        else Array.Sort(found.ToArray(), order, StringComparer.Ordinal);
        var rank = new int[order.Length];
        for (var c = 0; c < order.Length; c++) rank[order[c]] = c;
        return new([.. order.Select(place => found[place])], [.. classes.Select(place => place < 0 ? -1 : rank[place])], null);
    }
}
