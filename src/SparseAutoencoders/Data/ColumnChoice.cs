namespace SparseAutoencoders;

/// <summary>Finds the columns of a file that are a row's inputs.</summary>
internal static class ColumnChoice
{
    private const int NamesShown = 20;

    // Finding what was meant takes the product of two lengths for each.
    private const int LongestMeant = 100, MostMeant = 2000;

    /// <summary>True if the options can only be meant for columns with names.</summary>
    public static bool AsksForNames(RowFileOptions options) =>
        (options.Columns ?? []).Concat(options.Exclude ?? []).Concat(new[] { options.Captions, options.Labels }.OfType<string>()).Any(item => !TryRange(item, out _, out _));

    /// <summary>The columns that hold texts beside rows, from 0; null where none is asked for.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="options">What is asked for: no files, which are found before.</param>
    /// <param name="names">The columns' names; null if they have none.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="InvalidDataException">There is no such column, or there are several.</exception>
    public static (int? Captions, int? Labels) Texts(string path, RowFileOptions options, IReadOnlyList<string>? names, int count)
    {
        return (Find(options.Captions, nameof(options.Captions)), Find(options.Labels, nameof(options.Labels)));

        int? Find(string? item, string setting) => item is null ? null : One(path, item, names, count, setting);
    }

    /// <summary>The column that one word means.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="item">A name, or a number from 1.</param>
    /// <param name="names">The columns' names; null if they have none.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="setting">What it was said for; null where a file was named with it.</param>
    /// <exception cref="InvalidDataException">There is no such column, or there are several.</exception>
    public static int One(string path, string item, IReadOnlyList<string>? names, int count, string? setting = null)
    {
        int[] found = [.. new Finder(path, names, count) { NumbersArePlaces = NumbersArePlaces([item], names, count), Setting = setting ?? nameof(RowFileOptions.Captions), IsText = true, HasFile = setting is null }.Of(item)];
        return found is [var column] ? column : throw new InvalidDataException($"{path}: '{MessageText.Visible(item)}' is {found.Length} columns{(setting is null ? "" : $" (`{setting}`)")}. Give one.");
    }

    /// <summary>The columns asked for.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="names">The columns' names; null if they have none.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>Columns from 0, in the order asked for; null for all of them as they stand.</returns>
    /// <exception cref="InvalidDataException">There is no such column, or none is left.</exception>
    public static int[]? Of(string path, RowFileOptions options, IReadOnlyList<string>? names, int count)
    {
        var (captions, labels) = Texts(path, options, names, count);
        if (options is { Columns: null, Exclude: null } && names is not null && options.ModelColumns is { } wanted) return wanted.SequenceEqual(names) ? null : OfModel(path, wanted, names);
        // A model's own input stays one, though it is told as a text too.
        var texts = new[] { captions, labels }.OfType<int>().Where(column => names is null || options.ModelColumns?.Contains(names[column]) != true).ToHashSet();
        if (options is { Columns: null, Exclude: null } && texts.Count == 0) return null;
        var find = new Finder(path, names, count) { NumbersArePlaces = NumbersArePlaces([.. options.Columns ?? [], .. options.Exclude ?? []], names, count) };
        int[] taken = options.Columns is { } columns ? [.. columns.SelectMany(find.Of)] : [.. Enumerable.Range(0, count)];
        if (taken.GroupBy(column => column).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path}: column {twice.Key + 1} is asked for twice. Name each column once."));
        var left = options.Exclude?.SelectMany(find.Of).ToHashSet() ?? [];
        left.UnionWith(options.Columns is null ? texts : []);
        int[] chosen = [.. taken.Where(column => !left.Contains(column))];
        if (chosen.FirstOrDefault(texts.Contains, -1) is >= 0 and var both)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path}: column {both + 1} is asked for as an input (`Columns`) and as `{(both == captions ? nameof(options.Captions) : nameof(options.Labels))}`. Take it as one of them."));
        return chosen.Length > 0 ? chosen : throw new InvalidDataException($"{path}: no column is left{(texts.Count > 0 ? " that is an input" : "")}. Exclude fewer.");
    }

    /// <summary>The word by which <see cref="RowFileOptions.Columns"/> and <see cref="RowFileOptions.Exclude"/> find a column: its name, or its number where the name is none, or another's too, or would be read otherwise.</summary>
    /// <param name="names">All columns' names; null if they have none.</param>
    /// <param name="column">The column, from 0.</param>
    public static string Word(IReadOnlyList<string>? names, int column)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"{column + 1}");
        if (names is null) return number;
        var name = names[column];
        var isPlain = name.Length is > 0 and <= LongestMeant && !name.StartsWith('-') && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || ",\"'`$\\;&|<>()*?#!".Contains(c, StringComparison.Ordinal));
        if (isPlain && names.Count(other => other == name) == 1) return name;
        return names.Contains(number) ? $"{number}-{number}" : number;
    }

    /// <summary>The setting that leaves a column out, as C# has it.</summary>
    public static string Excluding(IReadOnlyList<string>? names, int column) => $"`Exclude = [\"{Word(names, column)}\"]`";

    /// <summary>Where columns are called by numbers, a list of numbers means names only if all of them are names: one list has one meaning.</summary>
    private static bool NumbersArePlaces(IReadOnlyList<string> items, IReadOnlyList<string>? names, int count) =>
        names is null || items.Any(item => TryRange(item, out var first, out var last) && !names.Contains(item) && first >= 1 && last <= count);

    // Of columns with one name, the first in the file stands for the first of the model's, and so on.
    private static int[] OfModel(string path, IReadOnlyList<string> wanted, IReadOnlyList<string> names)
    {
        var find = new Finder(path, names, names.Count);
        foreach (var group in wanted.GroupBy(name => name))
        {
            var (name, asked, there) = (group.Key, group.Count(), find.All(group.Key).Count);
            if (there == 0)
            {
                throw new InvalidDataException($"{path}: holds no column '{MessageText.Visible(name)}', which is one of the model's inputs.{find.Meant(name)} It holds {find.List}. "
                    + "Give rows with the model's columns, or say which columns they are with `Columns`.");
            }
            if (there != asked)
                throw new InvalidDataException($"{path}: has {there} columns '{MessageText.Visible(name)}', and the model {asked}. Say which columns are the model's inputs by their numbers, from 1 on, with `Columns`.");
        }
        var seen = new Dictionary<string, int>();
        return [.. wanted.Select(name => find.All(name)[seen[name] = seen.GetValueOrDefault(name, -1) + 1])];
    }

    // "7" or "3-7".
    private static bool TryRange(string item, out int first, out int last)
    {
        var dash = item.IndexOf('-', StringComparison.Ordinal);
        last = 0;
        return int.TryParse(dash < 0 ? item : item.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && int.TryParse(dash < 0 ? item : item.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out last);
    }

    /// <summary>Looks columns up.</summary>
    private sealed class Finder
    {
        private readonly string _path;
        private readonly IReadOnlyList<string>? _names;
        private readonly int _count;
        private readonly Dictionary<string, List<int>> _places = [];

        public Finder(string path, IReadOnlyList<string>? names, int count)
        {
            (_path, _names, _count) = (path, names, count);
            for (var j = 0; j < names?.Count; j++)
            {
                if (!_places.TryGetValue(names[j], out var places)) _places[names[j]] = places = [];
                places.Add(j);
            }
        }

        /// <summary>Numbers of columns that there are mean places, though columns be called so.</summary>
        public bool NumbersArePlaces { get; init; }

        /// <summary>The setting that says a column is wanted.</summary>
        public string Setting { get; init; } = nameof(RowFileOptions.Columns);

        /// <summary>One column of texts is wanted.</summary>
        public bool IsText { get; init; }

        /// <summary>The file was named with the column.</summary>
        public bool HasFile { get; init; }

        public string List => string.Join(", ", _names!.Take(NamesShown).Select(name => MessageText.Visible(name))) + (_names!.Count > NamesShown ? ", …" : "");

        public int? Named(string name)
        {
            return All(name) switch
            {
                [] => null,
                [var place] => place,
                _ => throw new InvalidDataException($"{_path}: has several columns '{MessageText.Visible(name)}'. Say which one is meant by its number, from 1 on, {(HasFile ? "in place of its name" : $"with `{Setting}`")}."),
            };
        }

        /// <summary>All columns of a name, in the file's order.</summary>
        public IReadOnlyList<int> All(string name) => _places.GetValueOrDefault(name) ?? [];

        public string Meant(string name) => Nearest.To(name, _places.Keys.Where(other => other.Length <= LongestMeant).Take(MostMeant)) is { } meant ? $" Did you mean '{MessageText.Visible(meant)}'?" : "";

        public IEnumerable<int> Of(string item)
        {
            var isRange = TryRange(item, out var first, out var last);
            if (!(isRange && NumbersArePlaces && first >= 1 && last <= _count) && Named(item) is { } place) return [place];
            if (isRange)
            {
                if (first >= 1 && first <= last && last <= _count) return Enumerable.Range(first - 1, last - first + 1);
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{_path}: has no column '{MessageText.Visible(item)}': they are numbered from 1 to {_count}. Give such numbers."));
            }
            var (finding, noFile) = ($"{_path}: has no column '{MessageText.Visible(item)}'", IsText && !HasFile ? $" (`{Setting}`), and there is no file of that name" : "");
            throw new InvalidDataException((_names, IsText) switch
            {
                (null, false) => $"{finding}, for its columns have no names. Give their numbers, from 1 on, as in 1-10.",
                (null, true) => $"{finding}, for its columns have no names{noFile}. Give its number, from 1 on{(HasFile ? "" : ", or a file with a text for each row")}.",
                (_, false) => $"{finding}.{Meant(item)} It has {List}. Give names of these, or numbers from 1 on.",
                (_, true) => $"{finding}{noFile}.{Meant(item)} It has {List}. Give one of these, its number from 1 on{(HasFile ? "" : ", or a file with a text for each row")}.",
            });
        }
    }
}
